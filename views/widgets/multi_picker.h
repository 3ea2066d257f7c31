#pragma once

#include <functional>

#include <QFrame>
#include <QHash>
#include <QPointer>

#include "models/allowed_picker.h"
#include "views/widgets/field_frame.h"

class QLabel;
class QLineEdit;
class QListView;

namespace tokenhouse {

class Button;
class Chip;
class FlowLayout;

/// Picks many from a searchable list: chips of what is picked, a search field, and the finds below it. The model is
/// handed in and must outlive the widget.
class MultiPicker : public FieldFrame {
    Q_OBJECT

public:
    /// Says how many there are: "Search 12 APIs…".
    using Placeholder = std::function<QString(int count)>;

    MultiPicker(AllowedPicker& model, const QString& spokenName, Placeholder placeholder, QWidget* parent = nullptr);
    ~MultiPicker() override;

    /// Names of what is picked already and may not be among the finds.
    void setKnownText(const Uuid& id, const QString& text);
    /// A link at the end of the field ("New token…"); empty hides it.
    void setLink(const QString& label);
    QLineEdit* searchField() const { return m_search; }
    bool isOpen() const;

Q_SIGNALS:
    void linkChosen();
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void moveEvent(QMoveEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void openList();
    void closeList();
    void placeList();
    void followModel();
    void followPicked();
    void toggle(const QModelIndex& index);

    AllowedPicker& m_model;
    Placeholder m_placeholder;
    QHash<QString, QString> m_texts;
    QWidget* m_box;
    FlowLayout* m_flow;
    QList<Chip*> m_chips;
    QLineEdit* m_search;
    Button* m_link;
    QPointer<QFrame> m_popup;
    QPointer<QListView> m_list;
    QPointer<QLabel> m_note;
};

} // namespace tokenhouse
