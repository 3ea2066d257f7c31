#pragma once

#include <QFrame>

class QLabel;

namespace tokenhouse {

class Button;

/// One sentence over a page or in a dialog, with what can be done about it at its end.
class Banner : public QFrame {
    Q_OBJECT

public:
    enum class Kind { Success, Warning, Refused, Proof };

    explicit Banner(Kind kind = Kind::Warning, QWidget* parent = nullptr);
    void setKind(Kind kind);
    /// `lead` in bold, then the rest. Plain text both.
    void setText(const QString& lead, const QString& rest = {});
    QString text() const;
    /// "Trying again in 7 s": at the end, before the link.
    void setNote(const QString& note);
    /// Empty hides the link.
    void setLink(const QString& label);
    Button* link() const { return m_link; }

Q_SIGNALS:
    void linkChosen();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void dress();

    Kind m_kind;
    QString m_lead;
    QString m_rest;
    QLabel* m_icon;
    QLabel* m_text;
    QLabel* m_note;
    Button* m_link;
};

} // namespace tokenhouse
