#include "models/filter_completion.h"

#include <algorithm>

#include "models/text.h"

namespace tokenhouse {

namespace {

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'.' || c == u'/' || c == u'@';
}

bool isOperator(QChar c)
{
    return QStringView(u"=!<>:").contains(c);
}

/// Where the quote was opened that the position lies within; -1 when it lies outside.
int openQuote(const QString& text, int position)
{
    int quote = -1;
    for (int at = 0; at < position; ++at) {
        if (text.at(at) == u'\\' && quote >= 0)
            ++at;
        else if (text.at(at) == u'"')
            quote = quote < 0 ? at : -1;
    }
    return quote;
}

int wordBegin(const QString& text, int end)
{
    while (end > 0 && isWordCharacter(text.at(end - 1)))
        --end;
    return end;
}

int skipBlanks(const QString& text, int end)
{
    while (end > 0 && text.at(end - 1).isSpace())
        --end;
    return end;
}

const Field* fieldBefore(const QString& text, int end, Schema schema)
{
    const int begin = wordBegin(text, end);
    return findField(schema, utf8(text.mid(begin, end - begin)));
}

QStringList operatorsOf(const Field& field)
{
    const bool isSet =
        field.type == FieldType::TextSet || field.type == FieldType::IdSet || field.type == FieldType::EnumSet;
    QStringList words;
    if (field.type == FieldType::Text || isSet)
        words << QStringLiteral(":");
    if (!isSet)
        words << QStringLiteral("=") << QStringLiteral("!=");
    if (field.type == FieldType::Instant || field.type == FieldType::Integer)
        words << QStringLiteral(">") << QStringLiteral("<") << QStringLiteral(">=") << QStringLiteral("<=");
    if (field.nullable)
        words << QStringLiteral(":*");
    return words;
}

struct Value {
    QString shown;  ///< what the prefix is compared with
    QString quoted; ///< what is put in; the same for words that need no quotes
};

std::vector<Value> valuesOf(const Field& field, const QStringList& users, bool isQuoted)
{
    std::vector<Value> values;
    const auto word = [&values](const QString& text) { values.push_back({text, text}); };
    for (const auto value : field.values)
        word(exactText(value));
    if (field.type == FieldType::Boolean) {
        word(QStringLiteral("true"));
        word(QStringLiteral("false"));
    }
    if (field.name.ends_with("By") || field.name == "user") {
        if (!isQuoted)
            word(QStringLiteral("me()"));
        for (const auto& user : users)
            values.push_back({user, exactText(quoteForFilter(utf8(user)))});
    }
    if (isQuoted)
        return values;
    if (field.type == FieldType::Instant) {
        for (const auto* span : {u"ago(\"1d\")", u"ago(\"7d\")", u"ago(\"30d\")", u"ago(\"90d\")"})
            word(QString::fromUtf16(span));
    }
    if (field.nullable)
        word(QStringLiteral("null"));
    return values;
}

QStringList valueWords(const Field& field, const QStringList& users, const QString& prefix, bool isQuoted,
                       bool isClosed)
{
    QStringList words;
    for (const auto& value : valuesOf(field, users, isQuoted)) {
        if (!value.shown.startsWith(prefix, Qt::CaseInsensitive) || value.shown == prefix)
            continue;
        const bool hasQuotes = value.quoted != value.shown;
        if (!isQuoted)
            words << value.quoted;
        else
            words << (hasQuotes ? value.quoted.mid(1, value.quoted.size() - 2) : value.shown)
                         + (isClosed ? QString() : QStringLiteral("\""));
    }
    return words;
}

} // namespace

FilterCompletion completeFilter(const QString& text, int position, Schema schema, const QStringList& users)
{
    const int cursor = std::clamp(position, 0, static_cast<int>(text.size()));
    const int quote = openQuote(text, cursor);
    const bool isQuoted = quote >= 0;
    FilterCompletion result;
    result.start = isQuoted ? quote + 1 : wordBegin(text, cursor);
    const auto prefix = text.mid(result.start, cursor - result.start);
    const int before = skipBlanks(text, isQuoted ? quote : result.start);
    int nameEnd = before;
    while (nameEnd > 0 && isOperator(text.at(nameEnd - 1)))
        --nameEnd;
    if (nameEnd < before) {
        const bool isClosed = isQuoted && cursor < text.size() && text.at(cursor) == u'"';
        if (const auto* field = fieldBefore(text, skipBlanks(text, nameEnd), schema))
            result.words = valueWords(*field, users, prefix, isQuoted, isClosed);
        return result;
    }
    if (isQuoted || (result.start > 0 && text.at(result.start - 1) == u'"'))
        return result; // words to look for; or a value has just been closed, and an offer would hide what is wrong
    QStringList words;
    const auto* field = prefix.isEmpty() && before > 0 && before < cursor ? fieldBefore(text, before, schema) : nullptr;
    const int valueEnd = skipBlanks(text, wordBegin(text, before));
    if (field && (valueEnd == 0 || !isOperator(text.at(valueEnd - 1)))) {
        words = operatorsOf(*field);
    } else {
        for (const auto& one : schema)
            words << exactText(one.name);
        words << QStringLiteral("AND") << QStringLiteral("OR") << QStringLiteral("NOT");
    }
    words.removeIf(
        [&](const QString& word) { return !word.startsWith(prefix, Qt::CaseInsensitive) || word == prefix; });
    result.words = words;
    return result;
}

} // namespace tokenhouse
