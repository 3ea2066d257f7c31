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

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'.' || c == u'/' || c == u'@';
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

int FilterState::wordStart(int position) const
{
    const auto text = expertText();
    int start = std::clamp(position, 0, static_cast<int>(text.size()));
    while (start > 0 && isWordCharacter(text.at(start - 1))) {
        --start;
    }
    return start;
}

QStringList FilterState::completions(int position) const
{
    const auto text = expertText();
    const int start = wordStart(position);
    const auto prefix = text.mid(start, position - start);
    int before = start;
    while (before > 0 && (text.at(before - 1).isSpace() || text.at(before - 1) == u'"')) {
        --before;
    }
    int nameEnd = before;
    while (nameEnd > 0 && QStringView(u"=!<>:").contains(text.at(nameEnd - 1))) {
        --nameEnd;
    }
    QStringList words;
    if (nameEnd < before) { // after an operator: values
        while (nameEnd > 0 && text.at(nameEnd - 1).isSpace()) {
            --nameEnd;
        }
        int nameStart = nameEnd;
        while (nameStart > 0 && isWordCharacter(text.at(nameStart - 1))) {
            --nameStart;
        }
        if (const auto* field = findField(m_schema, utf8(text.mid(nameStart, nameEnd - nameStart)))) {
            for (const auto value : field->values) {
                words << exactText(value);
            }
            if (field->type == FieldType::Boolean) {
                words << QStringLiteral("true") << QStringLiteral("false");
            } else if (field->type == FieldType::Instant) {
                words << QStringLiteral("ago(\"7d\")");
            } else if (field->name.ends_with("By") || field->name == "user") {
                words << QStringLiteral("me()");
            }
            if (field->nullable) {
                words << QStringLiteral("null");
            }
        }
    } else if (start > 0 && text.at(start - 1) == u'"') {
        return {}; // a value has just been closed, and what is offered would hide what is wrong with it
    } else {
        for (const auto& field : m_schema) {
            words << exactText(field.name);
        }
        words << QStringLiteral("AND") << QStringLiteral("OR") << QStringLiteral("NOT");
    }
    // What stands there already is no offer, and its list would hide what is wrong with the rest.
    words.removeIf(
        [&](const QString& word) { return !word.startsWith(prefix, Qt::CaseInsensitive) || word == prefix; });
    return words;
}

} // namespace tokenhouse
