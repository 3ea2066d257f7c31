#include "models/palette_model.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "core/secret.h"
#include "models/text.h"

namespace tokenhouse {

namespace {

QString sectionTitle(PaletteEntry::Kind kind)
{
    switch (kind) {
    case PaletteEntry::Kind::Verb: return PaletteModel::tr("Actions");
    case PaletteEntry::Kind::SavedFilter: return PaletteModel::tr("Saved filters");
    case PaletteEntry::Kind::Token: return PaletteModel::tr("Tokens");
    case PaletteEntry::Kind::Api: return PaletteModel::tr("APIs");
    }
    return {};
}

bool beginsWord(const QString& text, qsizetype position)
{
    return position == 0 || !text.at(position - 1).isLetterOrNumber();
}

/// 0 = the title begins so, 1 = a word of it does, 2 = it is somewhere in the title, 3 = in the detail.
std::optional<int> distanceOf(const PaletteEntry& entry, const QString& word)
{
    auto best = entry.detail.contains(word, Qt::CaseInsensitive) ? std::optional(3) : std::nullopt;
    for (auto at = entry.title.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
         at = entry.title.indexOf(word, at + 1, Qt::CaseInsensitive)) {
        const int here = at == 0 ? 0 : beginsWord(entry.title, at) ? 1 : 2;
        best = std::min(best.value_or(here), here);
    }
    return best;
}

struct Ranked {
    const PaletteEntry* entry;
    int distance;
};

} // namespace

PaletteModel::PaletteModel(QObject* parent) : QAbstractListModel(parent)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, [this] { Q_EMIT lookUpWanted(m_query); });
}

void PaletteModel::setKnown(std::vector<PaletteEntry> entries)
{
    m_known = std::move(entries);
    fill();
}

void PaletteModel::setQuery(const QString& query)
{
    const auto simple = query.simplified();
    if (simple == m_query)
        return;
    m_query = simple;
    m_found.clear();
    m_isSecretLike = looksLikeSecret(utf8(query));
    m_pause.stop();
    if (!m_isSecretLike && m_query.size() >= queryMinimum)
        m_pause.start();
    fill();
}

void PaletteModel::setFound(const QString& query, PaletteEntry::Kind kind, std::vector<PaletteEntry> entries)
{
    if (query != m_query)
        return;
    std::erase_if(m_found, [kind](const PaletteEntry& entry) { return entry.kind == kind; });
    std::move(entries.begin(), entries.end(), std::back_inserter(m_found));
    fill();
}

void PaletteModel::fill()
{
    std::vector<Ranked> ranked;
    const auto words = m_query.split(u' ', Qt::SkipEmptyParts);
    if (!m_isSecretLike) {
        for (const auto& entry : m_known) {
            int distance = 0;
            const bool has = std::ranges::all_of(words, [&](const QString& word) {
                const auto one = distanceOf(entry, word);
                distance += one.value_or(0);
                return one.has_value();
            });
            if (has)
                ranked.push_back({&entry, distance});
        }
    }
    for (const auto& entry : m_found)
        ranked.push_back({&entry, 0}); // in the server's order
    std::ranges::stable_sort(ranked, {}, [](const Ranked& one) {
        return std::tuple(one.entry->kind, !one.entry->reason.isEmpty(), one.distance);
    });
    std::vector<PaletteEntry> rows;
    rows.reserve(ranked.size());
    for (const auto& one : ranked)
        rows.push_back(*one.entry);
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int PaletteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& entry = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return entry.title;
    case DetailRole: return entry.detail;
    case IconRole: return entry.icon;
    case ShortcutRole: return entry.shortcut;
    case ReasonRole: return entry.reason;
    case SectionRole: {
        const bool isFirst = index.row() == 0 || m_rows[static_cast<std::size_t>(index.row()) - 1].kind != entry.kind;
        return isFirst ? sectionTitle(entry.kind) : QString();
    }
    case Qt::ToolTipRole: return tipText(entry.reason.isEmpty() ? entry.title : entry.reason);
    case Qt::AccessibleTextRole: {
        QStringList parts{entry.title, entry.detail, entry.reason};
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
    default: return {};
    }
}

} // namespace tokenhouse
