#include "models/filter_state.h"

#include <algorithm>

#include "core/secret.h"
#include "models/text.h"

namespace tokenhouse {
namespace {

/// A position in code points as one in QString's UTF-16.
int utf16Position(const QString& text, std::int64_t codePoint)
{
    int at = 0;
    for (std::int64_t seen = 0; seen < codePoint && at < text.size(); ++seen) {
        at += text.at(at).isHighSurrogate() && at + 1 < text.size() ? 2 : 1;
    }
    return at;
}

} // namespace

FilterState::FilterState(Schema schema, std::function<FilterContext()> context, QObject* parent)
    : QObject(parent), m_schema(schema), m_context(std::move(context))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, &FilterState::apply);
}

QString FilterState::composed() const
{
    auto filter = freeTextFilter(utf8(m_freeText));
    for (const auto& chip : m_chips) {
        const auto one = chipFilter(chip, m_schema);
        if (!one.empty()) {
            filter += (filter.empty() ? "" : " AND ") + one;
        }
    }
    return exactText(filter);
}

QString FilterState::expertText() const
{
    return m_expert ? m_expertText : composed();
}

bool FilterState::isEmpty() const
{
    return expertText().trimmed().isEmpty();
}

void FilterState::setExpert(bool expert)
{
    if (expert == m_expert) {
        return;
    }
    if (expert) {
        m_expertText = composed();
    } else if (m_validity == Validity::Malformed) {
        return;
    } else {
        const auto parts = takeApart(utf8(m_expertText), m_schema);
        m_freeText = exactText(parts.freeText);
        m_chips = parts.chips;
    }
    m_expert = expert;
    edited(true);
}

void FilterState::setFreeText(const QString& text)
{
    if (text != m_freeText) {
        m_freeText = text;
        edited(false);
    }
}

void FilterState::setExpertText(const QString& text)
{
    if (text != m_expertText) {
        m_expertText = text;
        edited(false);
    }
}

void FilterState::setChip(const FilterChip& chip)
{
    const auto known = std::ranges::find_if(m_chips, [&](const FilterChip& one) {
        return one.field == chip.field && one.kind == chip.kind && one.kind != FilterChip::Kind::Expert;
    });
    if (known != m_chips.end()) {
        *known = chip;
    } else {
        m_chips.push_back(chip);
    }
    edited(true);
}

void FilterState::removeChip(int index)
{
    if (index >= 0 && index < static_cast<int>(m_chips.size())) {
        m_chips.erase(m_chips.begin() + index);
        edited(true);
    }
}

void FilterState::setFilter(const QString& text)
{
    m_expertText = text;
    m_expert = true;
    check();
    if (m_validity == Validity::Valid) {
        const auto parts = takeApart(utf8(text), m_schema);
        m_freeText = exactText(parts.freeText);
        m_chips = parts.chips;
        m_expert = false;
    }
    edited(true);
}

void FilterState::clear()
{
    m_freeText.clear();
    m_chips.clear();
    m_expertText.clear();
    edited(true);
}

void FilterState::edited(bool atOnce)
{
    check();
    Q_EMIT changed();
    if (atOnce) {
        apply();
    } else {
        m_pause.start();
    }
}

void FilterState::apply()
{
    m_pause.stop();
    const auto text = expertText().trimmed();
    if (m_validity == Validity::Valid && text != m_applied) {
        m_applied = text;
        Q_EMIT appliedChanged(m_applied);
    }
}

void FilterState::check()
{
    m_validity = Validity::Valid;
    m_error.clear();
    m_suggestion.clear();
    m_position = -1;
    const auto text = expertText();
    if (looksLikeSecret(utf8(text))) {
        m_validity = Validity::SecretLike;
        m_error = tr("This looks like a secret, so it was not sent to the server.");
        return;
    }
    const auto parsed = parseFilter(utf8(text), m_schema, m_context());
    if (parsed) {
        return;
    }
    const auto& failure = parsed.error();
    m_validity = Validity::Malformed;
    m_error = safeText(failure.detail);
    m_position = 0;
    if (const auto* position = failure.extra.if_contains("position"); position != nullptr && position->is_int64()) {
        m_position = utf16Position(text, position->get_int64());
    } else if (position != nullptr && position->is_uint64()) {
        m_position = utf16Position(text, static_cast<std::int64_t>(position->get_uint64()));
    }
    if (const auto* near = failure.extra.if_contains("suggestion"); near != nullptr && near->is_string()) {
        m_suggestion = safeText(std::string_view(near->get_string()));
    }
}

FilterCompletion FilterState::completion(int position) const
{
    return completeFilter(expertText(), position, m_schema, m_users);
}

} // namespace tokenhouse
