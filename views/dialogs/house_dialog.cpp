#include "views/dialogs/house_dialog.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include "models/failure_text.h"
#include "views/widgets/label.h"
#include "views/widgets/scrim.h"

namespace tokenhouse {

QLabel* fieldLabel(const QString& text, QWidget* buddy, QWidget* parent)
{
    QFont font = Theme::body();
    font.setWeight(QFont::Medium);
    QLabel* label = plainLabel(text, Role::Text, font, parent);
    label->setBuddy(buddy);
    return label;
}

HouseDialog::HouseDialog(const QString& name, int width, QWidget* parent) : QDialog(parent), m_width(width)
{
    setWindowTitle(name);
    setAccessibleName(name);
    setObjectName(name);
    setWindowModality(Qt::WindowModal);
    setSizeGripEnabled(false);
    setGroundRole(this, Role::Surface);

    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_content = new QWidget(m_scroll);
    setGroundRole(m_content, Role::Surface);
    auto* content = new QVBoxLayout(m_content);
    const int padding = measure::dialogPadding;
    content->setContentsMargins(padding, padding - 2, padding, 8);
    content->setSpacing(0);
    m_heading = new WrappedLabel(name, Role::Text, Theme::dialogTitle(), m_content);
    content->addWidget(m_heading);
    m_sentence = new WrappedLabel({}, Role::Muted, Theme::body(), m_content);
    m_sentence->setContentsMargins(0, 8, 0, 0);
    m_sentence->hide();
    content->addWidget(m_sentence);
    content->addSpacing(14);
    m_noticeBox = new QWidget(m_content);
    auto* noticeLayout = new QVBoxLayout(m_noticeBox);
    noticeLayout->setContentsMargins(0, 0, 0, 14);
    m_notice = new Banner(Banner::Kind::Refused, m_noticeBox);
    noticeLayout->addWidget(m_notice);
    m_noticeBox->hide();
    content->addWidget(m_noticeBox);
    m_body = new QVBoxLayout;
    m_body->setSpacing(0);
    content->addLayout(m_body);
    content->addStretch(1);
    m_content->installEventFilter(this); // before the scroll area, which then has taken its room when this is asked
    m_scroll->setWidget(m_content);
    outer->addWidget(m_scroll, 1);

    m_footer = new QHBoxLayout;
    m_footer->setContentsMargins(padding, 10, padding, 0);
    m_footer->setSpacing(8);
    m_note = new WrappedLabel({}, Role::Muted, Theme::body(), this);
    m_footer->addWidget(m_note, 1);
    outer->addLayout(m_footer);
    m_reasonLine = new WrappedLabel({}, Role::Muted, Theme::small(), this);
    m_reasonLine->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    m_reasonLine->setContentsMargins(padding, 6, padding, 0);
    m_reasonLine->setMinimumHeight(26);
    m_reasonLine->hide();
    outer->addWidget(m_reasonLine);
    m_questionBox = new QWidget(this);
    auto* questionLayout = new QVBoxLayout(m_questionBox);
    questionLayout->setContentsMargins(padding, 12, padding, 0);
    m_question = new Banner(Banner::Kind::Warning, m_questionBox);
    questionLayout->addWidget(m_question);
    m_questionBox->hide();
    outer->addWidget(m_questionBox);
    m_bottom = new QSpacerItem(0, padding);
    outer->addItem(m_bottom);

    connect(m_notice, &Banner::linkChosen, this, [this] {
        if (!m_correlationId.isEmpty())
            Q_EMIT copyWanted(m_correlationId);
        else
            Q_EMIT noticeLinkChosen();
    });
    // Queued: the one that was shown and got the focus at once has its place only then.
    connect(qApp, &QApplication::focusChanged, this, &HouseDialog::showFocused, Qt::QueuedConnection);
}

HouseDialog::~HouseDialog()
{
    delete m_scrim;
}

void HouseDialog::setHeading(const QString& heading)
{
    m_heading->setText(heading);
}
QString HouseDialog::heading() const
{
    return m_heading->text();
}

void HouseDialog::setSentence(const QString& sentence)
{
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

void HouseDialog::setChosenBy(const QString& filter, int without)
{
    const QString all = filter.isEmpty() ? tr("All of the list; no filter is set.") : tr("All that match the filter:");
    auto* part = new QWidget(m_content);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 16);
    layout->setSpacing(6);
    layout->addWidget(new WrappedLabel(all, Role::Text, Theme::body(), part));
    if (!filter.isEmpty())
        layout->addWidget(new WrappedLabel(filter, Role::Text, Theme::mono(), part));
    QStringList rest;
    if (without > 0)
        rest << tr("%Ln that you took out of the selection are left as they are.", nullptr, without);
    rest << tr("What others make from now on is not touched.");
    layout->addWidget(new WrappedLabel(rest.join(u' '), Role::Muted, Theme::body(), part));
    m_body->insertWidget(0, part);
    fit();
}

void HouseDialog::setNotice(Banner::Kind kind, const QString& lead, const QString& rest, const QString& link)
{
    m_correlationId.clear();
    m_notice->setKind(kind);
    m_notice->setText(lead, rest);
    m_notice->setLink(link);
    m_noticeBox->setVisible(!lead.isEmpty());
    fit();
}

void HouseDialog::setQuestion(const QString& lead, const QString& rest)
{
    const bool wasAsking = !m_questionBox->isHidden();
    m_asksToLeave = false;
    m_question->setText(lead, rest);
    m_questionBox->setVisible(!lead.isEmpty());
    placeFoot();
    if (wasAsking)
        Q_EMIT questionTaken();
}

void HouseDialog::noteUntouched()
{
    m_untouched = typed();
}

void HouseDialog::reject()
{
    if (!isVisible() || m_asksToLeave || isUntouched()) {
        QDialog::reject();
        return;
    }
    setQuestion(tr("What you typed would be lost."), tr("Escape or Cancel once more throws it away."));
    m_asksToLeave = true;
    m_leaving = typed();
}

void HouseDialog::showFailure(const Failure& failure)
{
    setBusy({});
    const FailureText text = failureText(failure); // all reasons are in it
    setNotice(Banner::Kind::Refused, text.what, text.next,
              text.correlationId.isEmpty() ? QString() : tr("Copy the correlation id"));
    m_correlationId = text.correlationId;
}

void HouseDialog::setBusy(const QString& doing)
{
    m_busy = doing;
    if (!doing.isEmpty())
        setQuestion({});
    judgeMain();
}

void HouseDialog::setForbidden(const QString& reason, const QString& link)
{
    if (reason == m_forbidden)
        return;
    m_forbidden = reason;
    if (reason.isEmpty())
        setNotice(Banner::Kind::Warning, {});
    else
        setNotice(Banner::Kind::Warning, reason, tr("What you typed is kept."), link);
    judgeMain();
}

QWidget* HouseDialog::addField(const QString& label, QWidget* field, QWidget* under)
{
    auto* part = new QWidget(m_content);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 16);
    layout->setSpacing(4);
    layout->addWidget(fieldLabel(label, field, part));
    layout->addSpacing(2);
    layout->addWidget(field);
    if (under)
        layout->addWidget(under);
    m_body->addWidget(part);
    return part;
}

Button* HouseDialog::addLeft(const QString& text)
{
    auto* button = new Button(text, Button::Kind::Destructive, this);
    button->installEventFilter(this);
    m_footer->insertWidget(m_leftCount++, button);
    return button;
}

Button* HouseDialog::addRight(const QString& text, Button::Kind kind)
{
    auto* button = new Button(text, kind, this);
    button->installEventFilter(this);
    m_footer->addWidget(button);
    return button;
}

void HouseDialog::setMain(Button* button)
{
    m_main = button;
    button->setKind(Button::Kind::Primary);
    button->setDefault(true);
    judgeMain();
}

void HouseDialog::setActing(Button* button)
{
    m_acting = button;
    judgeMain();
}

void HouseDialog::setFooterNote(const QString& note)
{
    m_note->setText(note);
}

void HouseDialog::setMainReason(const QString& reason)
{
    m_contentReason = reason;
    if (m_asksToLeave && typed() != m_leaving)
        setQuestion({}); // one goes on typing
    judgeMain();
}

void HouseDialog::judgeMain()
{
    if (!m_main)
        return;
    const QString reason = !m_busy.isEmpty() ? m_busy : !m_forbidden.isEmpty() ? m_forbidden : m_contentReason;
    (m_acting ? m_acting : m_main)->setBlocked(reason);
    m_reasonLine->setText(reason);
    m_keepsLine = m_keepsLine || !reason.isEmpty();
    placeFoot();
}

void HouseDialog::placeFoot()
{
    const bool asks = !m_questionBox->isHidden();
    const bool hasLine = asks ? !m_reasonLine->text().isEmpty() : m_keepsLine;
    m_reasonLine->setVisible(hasLine);
    m_bottom->changeSize(0, asks || hasLine ? measure::dialogPadding - 10 : measure::dialogPadding);
    layout()->invalidate();
    if (isVisible())
        fit();
}

void HouseDialog::fit()
{
    const auto tall = [this](QLayout* part) {
        return part->hasHeightForWidth() ? part->totalHeightForWidth(m_width) : part->totalSizeHint().height();
    };
    m_content->layout()->activate();
    const int line = qMax(m_reasonLine->minimumHeight(), m_reasonLine->heightForWidth(m_width));
    const int wanted = tall(m_content->layout()) + tall(m_footer) + (m_reasonLine->isHidden() ? 0 : line)
                       + (m_questionBox->isHidden() ? 0 : tall(m_questionBox->layout()))
                       + m_bottom->sizeHint().height();
    const QScreen* place = screen();
    const int most = place ? place->availableGeometry().height() - 60 : 900;
    const QSize size(m_width, qMin(wanted, qMax(most, 300)));
    // Where nothing has changed, the user's own size stays.
    if (size != m_fitted && !isMaximized()) {
        m_fitted = size;
        setMinimumSize(qMin(m_width, 360), qMin(wanted, 240));
        resize(size);
        stayOnScreen();
    }
    showFocused();
}

void HouseDialog::stayOnScreen()
{
    if (!isVisible() || !screen())
        return;
    const QRect place = screen()->availableGeometry();
    const int over = frameGeometry().bottom() - place.bottom();
    if (over > 0)
        move(x(), qMax(place.top(), y() - over));
}

void HouseDialog::showFocused()
{
    QWidget* focused = focusWidget();
    // Not while a button is down: what is pressed must stay under the pointer.
    if (isVisible() && focused && m_content->isAncestorOf(focused) && QApplication::mouseButtons() == Qt::NoButton)
        m_scroll->ensureWidgetVisible(focused, 0, 12);
}

void HouseDialog::paintEvent(QPaintEvent* event)
{
    QDialog::paintEvent(event);
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.colour(Role::Surface));
}

void HouseDialog::showEvent(QShowEvent* event)
{
    // A reason of the time before what it edits was put in keeps no room.
    if (!event->spontaneous()) {
        m_keepsLine = !m_reasonLine->text().isEmpty();
        m_fitted = {};
        placeFoot();
    }
    fit();
    QDialog::showEvent(event);
    if (parentWidget() && isModal() && !m_scrim)
        m_scrim = new Scrim(parentWidget()->window());
}

void HouseDialog::hideEvent(QHideEvent* event)
{
    delete m_scrim;
    if (!event->spontaneous())
        setQuestion({});
    QDialog::hideEvent(event);
}

void HouseDialog::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && m_main) {
        if (!m_main->isBlocked() && event->modifiers() == Qt::NoModifier)
            m_main->click();
        return;
    }
    if (event->key() == Qt::Key_Escape && event->isAutoRepeat())
        return; // a key that is held down is one press
    QDialog::keyPressEvent(event);
}

bool HouseDialog::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest && isVisible())
        fit();
    return QDialog::event(event);
}

bool HouseDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_content) {
        if (event->type() == QEvent::LayoutRequest && isVisible())
            fit();
        return false;
    }
    // A double click and a key held down are one press each: the rest does not answer what the first half asked.
    const bool goesOn = event->type() == QEvent::MouseButtonDblClick
                        || (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->isAutoRepeat());
    return goesOn && !m_questionBox->isHidden();
}

} // namespace tokenhouse
