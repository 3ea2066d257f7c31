#include "models/allowed_picker.h"

#include <algorithm>

#include <QPointer>

#include "core/filter.h"
#include "core/secret.h"
#include "models/definitions_model.h"
#include "models/filter_chip.h"
#include "models/text.h"
#include "models/token_face.h"

namespace tokenhouse {
namespace {

constexpr std::size_t namedIds = 200; // ids that fit a filter (core filterMaximum)

template <class Row, class Make>
auto askerOf(std::shared_ptr<PageSource<Row>> source, Make make)
{
    return [source, make](const ListRequest& request,
                          std::function<void(Result<ListPage<AllowedPicker::Choice>>)> answer) {
        source->request(request, [answer = std::move(answer), make](Result<ListPage<Row>> rows) {
            if (!rows) {
                answer(tl::unexpected<Failure>(std::move(rows.error())));
                return;
            }
            ListPage<AllowedPicker::Choice> page;
            page.totalSize = rows->totalSize;
            std::ranges::transform(rows->items, std::back_inserter(page.items), make);
            answer(std::move(page));
        });
    };
}

} // namespace

AllowedPicker::AllowedPicker(QObject* parent) : QAbstractListModel(parent)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, &AllowedPicker::ask);
}

void AllowedPicker::setTokens(std::shared_ptr<PageSource<Token>> source)
{
    setAsker(askerOf(std::move(source),
                     [](const Token& token) {
                         const auto used = static_cast<int>(token.usedBy);
                         return Choice{token.id, safeText(token.name),
                                       used == 0 ? tr("in no API") : tr("in %Ln API(s)", nullptr, used),
                                       !isUsable(faceOf(token, now()))};
                     }),
             "name");
}

void AllowedPicker::setDefinitions(std::shared_ptr<PageSource<Definition>> source)
{
    setAsker(askerOf(std::move(source),
                     [](const Definition& definition) {
                         return Choice{definition.id, safeText(definition.route),
                                       DefinitionsModel::actionText(definition.action), definition.isDisabled};
                     }),
             "route");
}

void AllowedPicker::setAsker(Asker asker, std::string order)
{
    m_asker = std::move(asker);
    m_order = std::move(order);
    setState(State::Loading);
    ask();
}

void AllowedPicker::setSearch(const QString& text)
{
    if (text != m_search) {
        m_search = text;
        m_pause.start();
    }
}

void AllowedPicker::setOnlyPicked(bool only)
{
    if (std::exchange(m_onlyPicked, only) != only) {
        ask();
    }
}

void AllowedPicker::refresh()
{
    ask();
}

std::string AllowedPicker::filterText() const
{
    auto filter = freeTextFilter(utf8(m_search));
    if (m_onlyPicked) {
        const auto picks = picked();
        const auto ids = anyOf("id", std::span(picks).first(std::min(namedIds, picks.size())));
        filter = filter.empty() ? ids : filter + " (" + ids + ")";
    }
    return filter;
}

void AllowedPicker::ask()
{
    m_pause.stop();
    if (!m_asker) {
        return;
    }
    ++m_generation;
    if (m_onlyPicked && m_picked.empty()) {
        take(ListPage<Choice>{{}, 0});
        return;
    }
    if (looksLikeSecret(utf8(m_search.trimmed()))) { // never sent
        take(ListPage<Choice>{{}, 0});
        return;
    }
    ListRequest request;
    request.filter = filterText();
    request.orderBy = m_order;
    request.pageSize = rowsAsked;
    m_asker(request, [self = QPointer(this), generation = m_generation](Result<ListPage<Choice>> answer) {
        if (self != nullptr && self->m_generation == generation) {
            self->take(std::move(answer));
        }
    });
}

void AllowedPicker::take(Result<ListPage<Choice>> answer)
{
    if (!answer) {
        m_failure = std::move(answer.error());
        setState(State::Failed);
        return;
    }
    m_failure.reset();
    beginResetModel();
    m_choices = m_search.trimmed().isEmpty() ? m_added : std::vector<Choice>();
    const auto added = m_choices.size();
    for (auto& choice : answer->items) {
        const auto end = m_choices.begin() + static_cast<std::ptrdiff_t>(added);
        if (std::find_if(m_choices.begin(), end, [&](const Choice& one) { return one.id == choice.id; }) == end) {
            m_choices.push_back(std::move(choice));
        }
    }
    m_total = std::max(answer->totalSize.value_or(0), static_cast<std::int64_t>(m_choices.size()));
    endResetModel();
    setState(!m_choices.empty()                              ? State::Ready
             : m_search.trimmed().isEmpty() && !m_onlyPicked ? State::Empty
                                                             : State::EmptyByFilter);
}

void AllowedPicker::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void AllowedPicker::setPicked(const std::vector<Uuid>& ids)
{
    m_picked = {ids.begin(), ids.end()};
    if (!m_choices.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::CheckStateRole});
    }
    Q_EMIT pickedChanged();
}

void AllowedPicker::addPicked(Choice choice)
{
    m_picked.insert(choice.id);
    const auto known = std::ranges::find(m_choices, choice.id, &Choice::id);
    if (known == m_choices.end()) {
        beginInsertRows({}, 0, 0);
        m_choices.insert(m_choices.begin(), choice);
        endInsertRows();
        setState(State::Ready);
    } else {
        const auto at = index(static_cast<int>(known - m_choices.begin()));
        Q_EMIT dataChanged(at, at, {Qt::CheckStateRole});
    }
    m_added.insert(m_added.begin(), std::move(choice));
    Q_EMIT pickedChanged();
}

int AllowedPicker::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_choices.size());
}

QVariant AllowedPicker::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& choice = m_choices[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return choice.text;
    case Qt::ToolTipRole: return tipText(choice.text);
    case Qt::AccessibleTextRole: return tr("%1, %2", "name, detail").arg(choice.text, choice.detail);
    case Qt::CheckStateRole: return m_picked.contains(choice.id) ? Qt::Checked : Qt::Unchecked;
    case IdRole: return exactText(choice.id.text());
    case DetailRole: return choice.detail;
    case OffRole: return choice.off;
    default: return {};
    }
}

bool AllowedPicker::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return false;
    }
    const auto& id = m_choices[static_cast<std::size_t>(index.row())].id;
    const bool pick = value.toInt() == Qt::Checked;
    if (pick ? !m_picked.insert(id).second : m_picked.erase(id) == 0) {
        return false;
    }
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT pickedChanged();
    return true;
}

Qt::ItemFlags AllowedPicker::flags(const QModelIndex& index) const
{
    return QAbstractListModel::flags(index) | (index.isValid() ? Qt::ItemIsUserCheckable : Qt::NoItemFlags);
}

} // namespace tokenhouse
