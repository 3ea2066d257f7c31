#pragma once

#include <QWidget>

class QLabel;

namespace tokenhouse {

class Button;

/// Stands where a list has nothing to show, and says what to do about it.
class ListOverlay : public QWidget {
    Q_OBJECT

public:
    explicit ListOverlay(QWidget* parent = nullptr);
    /// Empty labels hide their buttons.
    void showText(const QString& title, const QString& sentence, const QString& mainLabel = {},
                  const QString& otherLabel = {});
    QString title() const;
    QString sentence() const;

Q_SIGNALS:
    void mainChosen();
    void otherChosen();

private:
    QLabel* m_title;
    QLabel* m_sentence;
    Button* m_main;
    Button* m_other;
};

} // namespace tokenhouse
