#include "views/widgets/filter_bar.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMetaMethod>
#include <QStringListModel>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/house_style.h"
#include "views/icons.h"
#include "views/widgets/button.h"
#include "views/widgets/chip.h"
#include "views/widgets/expert_edit.h"
#include "views/widgets/field_frame.h"
#include "views/widgets/filter_menu.h"
#include "views/widgets/flow_layout.h"
#include "views/widgets/label.h"

namespace tokenhouse {

namespace {

QString wordAt(const QString& text, int from)
{
    auto until = qBound(0, from, static_cast<int>(text.size()));
    while (until < text.size() && (text[until].isLetterOrNumber() || text[until] == QLatin1Char('_')))
        ++until;
    return text.mid(from, until - from);
}

} // namespace

FilterBar::FilterBar(FilterState& state, FilterWords words, const TimeText& times, QWidget* parent)
    : QWidget(parent), m_state(state), m_words(std::move(words)), m_times(times)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(6);
    m_row = new QHBoxLayout;
    m_row->setSpacing(8);
    // Not a stack, which is as tall as its taller face: many chips make the simple one so.
    m_faces = new QWidget(this);
    auto* faces = new QVBoxLayout(m_faces);
    faces->setContentsMargins(0, 0, 0, 0);
    faces->addWidget(makeSimple());
    faces->addWidget(makeExpert());
    m_faces->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_mode = new Button(tr("Expert"), Button::Kind::Normal, this);
    connect(m_mode, &Button::chosen, this, [this] {
        m_state.setExpert(!m_state.isExpert());
        focusSearch(); // whoever asks for the other face wants to write there
    });
    m_saved = new Button({}, Button::Kind::Normal, this);
    m_saved->setIconName(QStringLiteral("bookmark"));
    m_saved->setSpokenName(tr("Saved filters"));
    m_saved->setFixedSize(measure::control + 4, measure::control);
    m_saved->hide();
    m_row->addWidget(m_faces, 1);
    m_row->addWidget(m_saved, 0, Qt::AlignTop);
    m_row->addWidget(m_mode, 0, Qt::AlignTop);
    outer->addLayout(m_row);
    outer->addWidget(makeErrorLine());
    connect(&m_state, &FilterState::changed, this, &FilterBar::follow);
    follow();
}

QWidget* FilterBar::makeSimple()
{
    m_simple = new FieldFrame(m_faces);
    auto* row = new QHBoxLayout(m_simple);
    row->setContentsMargins(11, 0, 2, 0);
    row->setSpacing(8);
    auto* glass = new QLabel(m_simple);
    glass->setPixmap(icons::icon(QStringLiteral("search"), Role::Muted)
                         .pixmap(QSize(measure::icon, measure::icon), devicePixelRatioF()));
    auto* box = new QWidget(m_simple);
    m_flow = new FlowLayout(box, 6, 140);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_search = new QLineEdit(box);
    m_search->setFrame(false);
    m_search->setFixedHeight(24);
    m_search->setPlaceholderText(m_words.placeholder);
    m_search->setAccessibleName(tr("Filter"));
    m_search->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textEdited, &m_state, &FilterState::setFreeText);
    m_flow->addWidget(m_search);
    m_add = new Button({}, Button::Kind::Quiet, m_simple);
    m_add->setIconName(QStringLiteral("filter"));
    m_add->setSpokenName(tr("Add a filter"));
    m_add->setFixedSize(28, 26);
    m_menu = new FilterMenu(m_state, m_words, m_times, *m_add);
    connect(m_add, &Button::chosen, this,
            [this] { m_menu->popup(m_add->mapToGlobal(QPoint(0, m_add->height() + 4))); });
    row->addWidget(glass);
    row->addWidget(box, 1);
    row->addWidget(m_add);
    return m_simple;
}

QWidget* FilterBar::makeExpert()
{
    m_expert = new ExpertEdit(m_faces);
    m_expert->setFixedHeight(measure::control);
    m_expert->setAccessibleName(tr("Filter as text"));
    m_expert->setPlaceholderText(QStringLiteral("state = \"active\" AND lastModified > ago(\"7d\")"));
    m_completions = new QStringListModel(this);
    m_completer = new QCompleter(m_completions, this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setWidget(m_expert);
    m_expert->installEventFilter(this);
    connect(m_expert, &QLineEdit::textEdited, &m_state, &FilterState::setExpertText);
    connect(m_expert, &QLineEdit::textEdited, this, &FilterBar::complete);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &FilterBar::takeCompletion);
    return m_expert;
}

QWidget* FilterBar::makeErrorLine()
{
    m_errorLine = new QWidget(this);
    auto* row = new QHBoxLayout(m_errorLine);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_error = new ElidedLabel({}, Role::Refused, m_errorLine);
    m_error->setFont(Theme::small());
    m_error->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_suggestion = new Button({}, Button::Kind::Link, m_errorLine);
    m_suggestion->setFont(Theme::small());
    connect(m_suggestion, &Button::chosen, this, &FilterBar::takeSuggestion);
    m_errorTail = plainLabel({}, Role::Refused, Theme::small(), m_errorLine);
    row->addWidget(m_error);
    row->addWidget(m_suggestion);
    row->addWidget(m_errorTail);
    row->addStretch(1);
    m_errorLine->hide();
    return m_errorLine;
}

void FilterBar::complete()
{
    const QStringList offers = m_state.completion(m_expert->cursorPosition()).words;
    m_completions->setStringList(offers);
    if (offers.isEmpty())
        m_completer->popup()->hide();
    else
        m_completer->complete();
}

void FilterBar::takeCompletion(const QString& word)
{
    const QString text = m_expert->text();
    const int from = m_state.completion(m_expert->cursorPosition()).start;
    const QString changed = text.left(from) + word + text.mid(m_expert->cursorPosition());
    m_expert->setText(changed);
    m_expert->setCursorPosition(from + static_cast<int>(word.size()));
    m_state.setExpertText(changed);
}

void FilterBar::takeSuggestion()
{
    if (m_state.validity() == FilterState::Validity::SecretLike) {
        Q_EMIT identifyWanted();
        return;
    }
    QString text = m_expert->text();
    const int from = m_state.errorPosition();
    if (from < 0 || from > text.size())
        return;
    text.replace(from, wordAt(text, from).size(), m_state.suggestion());
    m_state.setExpertText(text);
    m_expert->setFocus();
}

void FilterBar::setKnownUsers(const QStringList& users)
{
    m_menu->setKnownUsers(users);
    m_state.setKnownUsers(users);
}

void FilterBar::setAway(const QString& reason)
{
    if (reason == m_away)
        return;
    m_away = reason;
    for (QLineEdit* edit : {m_search, static_cast<QLineEdit*>(m_expert)}) {
        edit->setReadOnly(!reason.isEmpty());
        edit->setToolTip(tipText(reason));
        edit->setAccessibleDescription(reason);
    }
    m_search->setPlaceholderText(reason.isEmpty() ? m_words.placeholder : reason);
    m_add->setBlocked(reason);
    m_mode->setBlocked(reason);
    m_saved->setBlocked(reason);
    m_suggestion->setBlocked(reason);
    for (Chip* chip : m_chips)
        chip->setEnabled(reason.isEmpty());
}

void FilterBar::addButton(Button* button)
{
    button->setFixedSize(measure::control, measure::control);
    m_row->addWidget(button, 0, Qt::AlignTop);
}

void FilterBar::setSavedMenu(QMenu* menu)
{
    m_saved->show();
    connect(m_saved, &Button::chosen, menu,
            [this, menu] { menu->popup(m_saved->mapToGlobal(QPoint(0, m_saved->height() + 4))); });
}

void FilterBar::focusSearch()
{
    QLineEdit* edit = m_state.isExpert() ? static_cast<QLineEdit*>(m_expert) : m_search;
    edit->setFocus(Qt::ShortcutFocusReason);
    edit->selectAll();
}

void FilterBar::follow()
{
    const bool isExpert = m_state.isExpert();
    m_simple->setVisible(!isExpert);
    m_expert->setVisible(isExpert);
    m_mode->setText(isExpert ? tr("Simple") : tr("Expert"));
    m_mode->setSpokenName(isExpert ? tr("Simple filter") : tr("Expert filter"));
    if (m_search->text() != m_state.freeText())
        m_search->setText(m_state.freeText());
    if (isExpert && m_expert->text() != m_state.expertText())
        m_expert->setText(m_state.expertText());
    followChips();

    const auto validity = m_state.validity();
    const bool isBad = validity == FilterState::Validity::Malformed;
    m_expert->setErrorPosition(isExpert && isBad ? m_state.errorPosition() : -1);
    setWrong(m_expert, isExpert && validity != FilterState::Validity::Valid);
    setWrong(m_simple, !isExpert && validity != FilterState::Validity::Valid);
    m_errorLine->setVisible(validity != FilterState::Validity::Valid);
    if (validity == FilterState::Validity::SecretLike) {
        m_error->setText(tr("This looks like a secret, so it was not sent as a filter."));
        m_suggestion->setVisible(isSignalConnected(QMetaMethod::fromSignal(&FilterBar::identifyWanted)));
        m_suggestion->setPlainText(tr("Find out whose it is"));
        m_errorTail->clear();
    } else if (isBad) {
        const bool hasOffer = !m_state.suggestion().isEmpty();
        const QString what =
            hasOffer ? tr("“%1” is not known here. Did you mean").arg(wordAt(m_expert->text(), m_state.errorPosition()))
                     : m_state.error();
        m_error->setText(m_state.errorPosition() >= 0 ? tr("At %1: %2").arg(m_state.errorPosition()).arg(what) : what);
        m_suggestion->setVisible(hasOffer);
        m_suggestion->setPlainText(m_state.suggestion() + QLatin1Char('?'));
        m_errorTail->setText(tr("The list below is still that of the last good filter."));
    }
    m_expert->setAccessibleDescription(isBad ? m_error->text() : m_away);
}

void FilterBar::followChips()
{
    if (m_shown == m_state.chips())
        return;
    m_shown = m_state.chips();
    for (Chip* chip : m_chips) {
        m_flow->removeWidget(chip);
        chip->hide();
        chip->deleteLater();
    }
    m_chips.clear();
    int place = 0;
    for (const FilterChip& one : m_shown) {
        auto* chip = new Chip(chipLabel(one, m_words, m_times), m_search->parentWidget());
        const int index = place;
        connect(chip, &Chip::removeWanted, this, [this, index] {
            m_search->setFocus(Qt::OtherFocusReason);
            m_state.removeChip(index);
        });
        m_flow->insertWidget(place++, chip);
        chip->setEnabled(m_away.isEmpty());
        chip->show();
        m_chips.append(chip);
    }
    m_simple->updateGeometry();
    m_simple->setFixedHeight(
        qMax<int>(measure::control, m_flow->heightForWidth(qMax(m_search->parentWidget()->width(), 200)) + 6));
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (watched != m_expert || !m_completer->popup()->isVisible()) {
                m_state.apply();
                return true;
            }
        }
        if (key == Qt::Key_Space && static_cast<QKeyEvent*>(event)->modifiers().testFlag(Qt::ControlModifier)
            && watched == m_expert) {
            complete();
            return true;
        }
        if (key == Qt::Key_Backspace && watched == m_search && m_away.isEmpty() && m_search->text().isEmpty()
            && !m_chips.isEmpty()) {
            m_state.removeChip(static_cast<int>(m_chips.size()) - 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace tokenhouse
