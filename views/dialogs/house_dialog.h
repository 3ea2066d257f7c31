#pragma once

#include <QDialog>
#include <QPointer>
#include <QStringList>

#include "core/result.h"
#include "core/secret.h"
#include "views/widgets/banner.h"
#include "views/widgets/button.h"

class QHBoxLayout;
class QLabel;
class QScrollArea;
class QSpacerItem;
class QVBoxLayout;

namespace tokenhouse {

class Scrim;

/// A window-modal dialog of the house: heading, content, and a row of buttons with the destructive one at the far left
/// and the safe default at the right. A main button that may not be pressed yet has its reason in words below it.
/// Open with open(); it is never asked for a result, it emits what the user wants and is closed by who answers that.
class HouseDialog : public QDialog {
    Q_OBJECT

public:
    /// `name` is the accessible name and the window's title ("New token"); the heading may say more.
    explicit HouseDialog(const QString& name, int width, QWidget* parent = nullptr);
    ~HouseDialog() override;

    void setHeading(const QString& heading);
    QString heading() const;
    /// One muted sentence under the heading.
    void setSentence(const QString& sentence);
    /// What it is about was not picked one by one: all that match `filter` (empty = the whole list), but for `without`.
    void setChosenBy(const QString& filter, int without);
    /// A sentence over everything: a refused change, a permission that was taken away. Empty lead hides it.
    void setNotice(Banner::Kind kind, const QString& lead, const QString& rest = {}, const QString& link = {});
    Banner* notice() const { return m_notice; }
    /// What one is asked before a second press of the same button does it. Below the buttons, so that they stay under
    /// the pointer; empty lead takes it back.
    void setQuestion(const QString& lead, const QString& rest = {});
    Banner* question() const { return m_question; }
    /// What the server answered; nothing typed is lost. Sub-classes put what belongs to a field there first.
    virtual void showFailure(const Failure& failure);
    /// On its way: the main button is blocked with this as its reason, empty = no more.
    void setBusy(const QString& doing);
    bool isBusy() const { return !m_busy.isEmpty(); }
    /// One may no more do this: blocks the main button, says why, keeps what was typed. Empty = may again. `link` is a
    /// way out of it (noticeLinkChosen()).
    void setForbidden(const QString& reason, const QString& link = {});
    Button* mainButton() const { return m_main; }
    QString mainReason() const { return m_main ? m_main->reason() : QString(); }

public Q_SLOTS:
    /// Esc, *Cancel*, the window's X: asks once when typed() would be lost.
    void reject() override;

Q_SIGNALS:
    void noticeLinkChosen();
    void questionTaken();                 ///< back, or another one was asked
    void copyWanted(const QString& text); ///< a correlation id, a fingerprint

protected:
    QVBoxLayout* body() const { return m_body; }
    /// A labelled part of the content; `under` (a hint) may be null. The whole part is returned.
    QWidget* addField(const QString& label, QWidget* field, QWidget* under = nullptr);
    Button* addLeft(const QString& text);
    Button* addRight(const QString& text, Button::Kind kind = Button::Kind::Normal);
    void setMain(Button* button);
    /// The button that acts, where the main one is the safe way out: it is what a missing right or work on its way
    /// blocks.
    void setActing(Button* button);
    void setFooterNote(const QString& note);
    /// Why the main button cannot be pressed, as far as the content decides. Empty = it can.
    void setMainReason(const QString& reason);
    /// What the user put in, in any form that can be compared (a secret: only how long it is).
    virtual QStringList typed() const { return {}; }
    /// Nothing of what is there now is the user's work.
    void noteUntouched();
    bool isUntouched() const { return typed() == m_untouched; }
    /// As tall as the content needs and the screen has room for. Follows the content by itself.
    void fit();

    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void judgeMain();
    void placeFoot();
    void stayOnScreen();
    void showFocused();

    int m_width;
    QLabel* m_heading;
    QLabel* m_sentence;
    QWidget* m_noticeBox;
    Banner* m_notice;
    QScrollArea* m_scroll;
    QWidget* m_content;
    QVBoxLayout* m_body;
    QHBoxLayout* m_footer;
    QLabel* m_note;
    QLabel* m_reasonLine;
    QWidget* m_questionBox;
    Banner* m_question;
    QSpacerItem* m_bottom;
    Button* m_main = nullptr;
    Button* m_acting = nullptr; ///< the main one when null
    int m_leftCount = 0;
    bool m_keepsLine = false; ///< there was a reason: its line keeps its place, so that nothing moves while one types
    bool m_asksToLeave = false;
    QStringList m_untouched;
    QStringList m_leaving; ///< what was typed when it was asked whether that may go
    QSize m_fitted;
    QString m_contentReason;
    QString m_busy;
    QString m_forbidden;
    QString m_correlationId;
    QPointer<Scrim> m_scrim; ///< on the window behind, while this is shown
};

/// A field's label: medium weight, its buddy is the field.
QLabel* fieldLabel(const QString& text, QWidget* buddy, QWidget* parent);

} // namespace tokenhouse
