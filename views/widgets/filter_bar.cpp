#include "views/widgets/filter_bar.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QDateEdit>
#include <QDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMetaMethod>
#include <QStackedWidget>
#include <QStringListModel>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/house_style.h"
#include "views/icons.h"
#include "views/widgets/button.h"
#include "views/widgets/chip.h"
#include "views/widgets/expert_edit.h"
#include "views/widgets/field_frame.h"
#include "views/widgets/filter_questions.h"
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
    m_stack = new QStackedWidget(this);

    m_simple = new FieldFrame(m_stack);
    auto* simpleRow = new QHBoxLayout(m_simple);
    simpleRow->setContentsMargins(11, 0, 2, 0);
    simpleRow->setSpacing(8);
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
    m_flow->addWidget(m_search);
    m_add = new Button({}, Button::Kind::Quiet, m_simple);
    m_add->setIconName(QStringLiteral("filter"));
    m_add->setSpokenName(tr("Add a filter"));
    m_add->setFixedSize(28, 26);
    simpleRow->addWidget(glass);
    simpleRow->addWidget(box, 1);
    simpleRow->addWidget(m_add);
    m_menu = new QMenu(this);
    connect(m_add, &Button::chosen, this, [this] {
        fillMenu();
        m_menu->popup(m_add->mapToGlobal(QPoint(0, m_add->height() + 4)));
    });

    m_expert = new ExpertEdit(m_stack);
    m_expert->setFixedHeight(measure::control);
    m_expert->setAccessibleName(tr("Filter as text"));
    m_expert->setPlaceholderText(QStringLiteral("state = \"active\" AND lastModified > ago(\"7d\")"));
    m_completions = new QStringListModel(this);
    m_completer = new QCompleter(m_completions, this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setWidget(m_expert);
    m_expert->installEventFilter(this);
    m_stack->addWidget(m_simple);
    m_stack->addWidget(m_expert);
    m_stack->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

    m_mode = new Button(tr("Expert"), Button::Kind::Normal, this);
    m_row->addWidget(m_stack, 1);
    m_row->addWidget(m_mode, 0, Qt::AlignTop);
    outer->addLayout(m_row);

    m_errorLine = new QWidget(this);
    auto* errorRow = new QHBoxLayout(m_errorLine);
    errorRow->setContentsMargins(0, 0, 0, 0);
    errorRow->setSpacing(4);
    m_error = new ElidedLabel({}, Role::Refused, m_errorLine);
    m_error->setFont(Theme::small());
    m_error->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_suggestion = new Button({}, Button::Kind::Link, m_errorLine);
    m_suggestion->setFont(Theme::small());
    m_errorTail = plainLabel({}, Role::Refused, Theme::small(), m_errorLine);
    errorRow->addWidget(m_error);
    errorRow->addWidget(m_suggestion);
    errorRow->addWidget(m_errorTail);
    errorRow->addStretch(1);
    m_errorLine->hide();
    outer->addWidget(m_errorLine);

    connect(m_search, &QLineEdit::textEdited, &m_state, &FilterState::setFreeText);
    connect(m_expert, &QLineEdit::textEdited, &m_state, &FilterState::setExpertText);
    connect(m_expert, &QLineEdit::textEdited, this, [this] {
        const QStringList offers = m_state.completions(m_expert->cursorPosition());
        m_completions->setStringList(offers);
        if (offers.isEmpty())
            m_completer->popup()->hide();
        else
            m_completer->complete();
    });
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, [this](const QString& word) {
        const QString text = m_expert->text();
        const int from = m_state.wordStart(m_expert->cursorPosition());
        const QString changed = text.left(from) + word + text.mid(m_expert->cursorPosition());
        m_expert->setText(changed);
        m_expert->setCursorPosition(from + static_cast<int>(word.size()));
        m_state.setExpertText(changed);
    });
    connect(m_mode, &Button::chosen, this, [this] { m_state.setExpert(!m_state.isExpert()); });
    connect(m_suggestion, &Button::chosen, this, [this] {
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
    });
    connect(&m_state, &FilterState::changed, this, &FilterBar::follow);
    follow();
}

void FilterBar::setKnownUsers(const QStringList& users)
{
    m_users = users;
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
    m_suggestion->setBlocked(reason);
    for (Chip* chip : m_chips)
        chip->setEnabled(reason.isEmpty());
}

void FilterBar::addButton(Button* button)
{
    button->setFixedSize(measure::control, measure::control);
    m_row->addWidget(button, 0, Qt::AlignTop);
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
    m_stack->setCurrentIndex(isExpert ? 1 : 0);
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
        auto* chip = new Chip(chipLabel(one), m_search->parentWidget());
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

QString FilterBar::wordOf(const std::string& value) const
{
    for (const auto& [key, word] : m_words.states) {
        if (utf8(key) == value)
            return word;
    }
    return safeText(value);
}

QString FilterBar::chipLabel(const FilterChip& chip) const
{
    using Kind = FilterChip::Kind;
    const QString field = exactText(chip.field);
    QStringList values;
    for (const std::string& value : chip.values)
        values.append(wordOf(value));
    const QString joined = values.join(tr(" or "));
    const QString title = field == m_words.stateField  ? tr("State")
                          : field == m_words.userField ? m_words.userTitle
                          : field == m_words.timeField ? m_words.timeTitle
                                                       : field;
    const auto day = [this](const Time& time) {
        const auto there = m_times.dateTime(time).toTimeZone(m_times.zone());
        return QLocale().toString(there.date(), QStringLiteral("d MMM yyyy"));
    };
    switch (chip.kind) {
    case Kind::AnyOf: return field == m_words.stateField ? joined : tr("%1 %2").arg(title, joined);
    case Kind::NoneOf: return tr("Not %1").arg(joined);
    case Kind::Between:
        if (chip.from && chip.until)
            return tr("%1 %2 – %3").arg(title, day(*chip.from), day(*chip.until - std::chrono::milliseconds(1)));
        if (chip.from)
            return tr("%1 after %2").arg(title, day(*chip.from));
        return chip.until ? tr("%1 before %2").arg(title, day(*chip.until)) : title;
    case Kind::Within: return tr("%1 in the last %2").arg(title, exactText(chip.duration));
    case Kind::Before: return tr("%1 longer ago than %2").arg(title, exactText(chip.duration));
    case Kind::Present: return tr("%1 is set").arg(title);
    case Kind::Absent: return tr("%1 is not set").arg(title);
    case Kind::Has: return tr("%1 has %2").arg(title, joined);
    case Kind::Expert: break;
    }
    return joined;
}

void FilterBar::fillMenu()
{
    m_menu->clear();
    if (!m_words.stateField.isEmpty()) {
        QMenu* states = m_menu->addMenu(tr("State"));
        FilterChip present;
        present.field = utf8(m_words.stateField);
        for (const FilterChip& chip : m_state.chips()) {
            if (chip.field == present.field && chip.kind == FilterChip::Kind::AnyOf)
                present = chip;
        }
        for (const auto& [value, word] : m_words.states) {
            QAction* action = states->addAction(word);
            action->setCheckable(true);
            const std::string key = utf8(value);
            const auto here = std::find(present.values.begin(), present.values.end(), key);
            action->setChecked(here != present.values.end());
            connect(action, &QAction::triggered, this, [this, present, key](bool on) mutable {
                std::erase(present.values, key);
                if (on)
                    present.values.push_back(key);
                if (!present.values.empty()) {
                    m_state.setChip(present);
                    return;
                }
                for (std::size_t i = 0; i < m_state.chips().size(); ++i) {
                    const FilterChip& chip = m_state.chips()[i];
                    if (chip.field == present.field && chip.kind == present.kind)
                        return m_state.removeChip(static_cast<int>(i));
                }
            });
        }
    }
    if (!m_words.userField.isEmpty()) {
        QMenu* users = m_menu->addMenu(m_words.userTitle);
        for (const QString& user : m_users) {
            QString label = safeText(utf8(user));
            connect(users->addAction(label.replace(QLatin1Char('&'), QLatin1String("&&"))), &QAction::triggered, this,
                    [this, user] {
                        FilterChip chip;
                        chip.field = utf8(m_words.userField);
                        chip.values = {utf8(user)};
                        m_state.setChip(chip);
                    });
        }
        if (!m_users.isEmpty())
            users->addSeparator();
        connect(users->addAction(tr("Another user…")), &QAction::triggered, this, &FilterBar::askUser);
    }
    QMenu* times = m_menu->addMenu(m_words.timeTitle);
    for (const auto& [duration, word] : {std::pair{QStringLiteral("1d"), tr("in the last day")},
                                         std::pair{QStringLiteral("7d"), tr("in the last 7 days")},
                                         std::pair{QStringLiteral("30d"), tr("in the last 30 days")},
                                         std::pair{QStringLiteral("90d"), tr("in the last 90 days")}}) {
        connect(times->addAction(word), &QAction::triggered, this, [this, span = duration] {
            FilterChip chip;
            chip.field = utf8(m_words.timeField);
            chip.kind = FilterChip::Kind::Within;
            chip.duration = utf8(span);
            m_state.setChip(chip);
        });
    }
    times->addSeparator();
    connect(times->addAction(tr("between…")), &QAction::triggered, this, &FilterBar::askTimes);
    if (!m_state.isEmpty()) {
        m_menu->addSeparator();
        connect(m_menu->addAction(tr("Clear the filter")), &QAction::triggered, &m_state, &FilterState::clear);
    }
}

void FilterBar::askUser()
{
    auto* question = new UserQuestion(m_words.userTitle, this);
    connect(question, &UserQuestion::answered, this, [this](const QString& user) {
        FilterChip chip;
        chip.field = utf8(m_words.userField);
        chip.values = {utf8(user)};
        m_state.setChip(chip);
    });
    question->openBelow(m_add);
}

void FilterBar::askTimes()
{
    auto* question = new TimesQuestion(m_words.timeTitle, m_times.zone(), this);
    connect(question, &TimesQuestion::answered, this, [this](const QDateTime& from, const QDateTime& until) {
        FilterChip chip;
        chip.field = utf8(m_words.timeField);
        chip.kind = FilterChip::Kind::Between;
        chip.from = fromMillis(from.toMSecsSinceEpoch());
        chip.until = fromMillis(until.toMSecsSinceEpoch());
        m_state.setChip(chip);
    });
    question->openBelow(m_add);
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (!(watched == m_expert && m_completer->popup()->isVisible())) {
                m_state.apply();
                return true;
            }
        }
        if (key == Qt::Key_Space && static_cast<QKeyEvent*>(event)->modifiers().testFlag(Qt::ControlModifier)
            && watched == m_expert) {
            m_completions->setStringList(m_state.completions(m_expert->cursorPosition()));
            m_completer->complete();
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
