#pragma once

#include <QFrame>
#include <QPointer>

#include "models/palette_model.h"

class QLabel;
class QLineEdit;
class QListView;

namespace tokenhouse {

class Scrim;

/// The command palette: a line to type in over the window, and below it what can be done. It takes the keyboard, gives
/// it back to whom it took it from, and goes away by Esc, by a click elsewhere, or once something was chosen. The model
/// must outlive it.
class Palette : public QFrame {
    Q_OBJECT

public:
    Palette(PaletteModel& model, QWidget* window);
    /// Empty and in front. Fill the model first.
    void open();
    void close();

Q_SIGNALS:
    void chosen(const tokenhouse::PaletteEntry& entry); ///< once the keyboard is back where it was
    void identifyWanted();                              ///< text shaped like a secret was typed: whose is it?

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void take(const QModelIndex& index);
    void move(int rows);
    void follow();
    void place();

    PaletteModel& m_model;
    QLineEdit* m_edit;
    QListView* m_list;
    QLabel* m_note;
    QPointer<QWidget> m_before; ///< had the keyboard
    QPointer<Scrim> m_scrim;
};

} // namespace tokenhouse
