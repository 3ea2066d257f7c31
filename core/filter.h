#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "core/uuid.h"

namespace tokenhouse {

/// What can be compared, and how. Text knows every operator; Id, Integer all but patterns; Instant all but `:`; Boolean
/// and Enum (state, actionType) `=`, `!=`, `:`; sets `:`, `x:*` and null only.
enum class FieldType { Text, Id, Boolean, Instant, Integer, Enum, TextSet, IdSet, EnumSet };

struct Field {
    std::string_view name;
    FieldType type = FieldType::Text;
    bool nullable = false;                      ///< may be absent. Empty text and empty sets are absent, always
    std::span<const std::string_view> values{}; ///< of an Enum or EnumSet; empty = open
    bool searched = false;                      ///< a bare word looks here
};
using Schema = std::span<const Field>;

Schema tokenSchema();
Schema definitionSchema();
Schema eventSchema(); ///< `changes` is the set of the names of the changed fields, also written `changes.field`
Schema userSchema();
const Field* findField(Schema schema, std::string_view name);

enum class CompareOp { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Has };
enum class Pattern { Exact, Prefix, Suffix, Contains }; ///< of a text: `x`, `x*`, `*x`, `*x*`

struct TextOperand {
    std::string key; ///< textKey of what was written, without the stars
    Pattern pattern = Pattern::Exact;
};
/// A literal after `ago()` and `me()` were resolved. TextOperand of Text and TextSet; Uuid of Id and IdSet; a word of
/// Enum and EnumSet as the schema writes it. monostate of nodes that do not compare.
using Operand = std::variant<std::monostate, TextOperand, Uuid, bool, Time, std::int64_t, std::string>;

/// The parser leaves little to do for readers:
/// - null, `x:*`, `x = ""` and lone stars are Present (or Not of it); Compare never has a monostate.
/// - Has stands with sets only: an element that equals the operand. `text:"x"` is Equal with Contains, `id:x` Equal.
/// - Patterns other than Exact stand with Equal, NotEqual and Has only.
/// - A comparison with an absent value is false, NotEqual too; Not turns that round.
/// - And, Or have at least two children; Not never has a Not. All can stand anywhere.
struct FilterNode {
    enum class Kind { All, And, Or, Not, Compare, Present, Search };
    Kind kind = Kind::All;
    std::vector<FilterNode> children; ///< of And, Or; one of Not
    const Field* field = nullptr;     ///< of Compare, Present
    CompareOp op = CompareOp::Equal;
    Operand operand; ///< of Compare; a TextOperand with pattern Contains (or with stars) of Search
};

struct Filter {
    Schema schema;
    FilterNode root;
    bool isAll() const { return root.kind == FilterNode::Kind::All; }
};

/// What `ago()` and `me()` stand for.
struct FilterContext {
    Time now{};
    std::string user;
};

inline constexpr std::size_t filterMaximum = 16 * 1024; ///< bytes
inline constexpr std::size_t filterDepth = 100;         ///< brackets and NOTs within each other
inline constexpr std::size_t filterTerms = 200;         ///< so that no reader builds an expression its engine refuses

/// Malformed with extra `position` (code points from 0) and `expected`; and `suggestion` when a known name is near.
/// Blank text is the filter of everything. Grammar: contract.md, Filter.
Result<Filter> parseFilter(std::string_view text, Schema schema, const FilterContext& context);

/// One record's values as a filter sees them; absent = monostate. Sets are vectors of texts (ids and enums as text).
using FieldValue = std::variant<std::monostate, std::string, bool, Time, std::int64_t, Uuid, std::vector<std::string>>;
using FieldReader = std::function<FieldValue(const Field&)>;

/// The in-memory reader of the language; the SQL and OpenSearch readers must answer the same.
bool matches(const Filter& filter, const FieldReader& record);

/// A text quoted for use in a filter: stars, quotes and backslashes escaped.
std::string quoteForFilter(std::string_view text);

struct Token;
struct Definition;
struct Event;
struct User;
FieldReader readerOf(const Token& token, Time at);
FieldReader readerOf(const Definition& definition);
FieldReader readerOf(const Event& event);
FieldReader readerOf(const User& user);

/// One column of an order: text by its key, absent last ascending and first descending, ties by id ascending.
struct OrderColumn {
    const Field* field = nullptr;
    bool descending = false;
};
using Order = std::vector<OrderColumn>;
/// "lastModified desc,name"; at most 8 columns, none twice; Malformed otherwise. Empty text = empty order.
Result<Order> parseOrder(std::string_view text, Schema schema);

} // namespace tokenhouse
