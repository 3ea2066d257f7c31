#include "core/route_table.h"

#include <ranges>

#include "core/text.h"

namespace tokenhouse {

struct RouteTable::Node {
    std::unordered_map<std::string, std::unique_ptr<Node>> literals; ///< by folded text
    std::unique_ptr<Node> placeholder;
    std::optional<Value> value;
    std::vector<std::string> names; ///< of the placeholders on the way here, as the route at `value` writes them
};

RouteTable::RouteTable() : m_root(std::make_unique<Node>()) {}
RouteTable::~RouteTable() = default;
RouteTable::RouteTable(RouteTable&&) noexcept = default;
RouteTable& RouteTable::operator=(RouteTable&&) noexcept = default;

bool RouteTable::insert(const Route& route, Value value)
{
    Node* node = m_root.get();
    std::vector<std::string> names;
    for (const auto& segment : route.segments()) {
        auto& next = segment.isPlaceholder ? node->placeholder : node->literals[textKey(segment.text)];
        if (!next)
            next = std::make_unique<Node>();
        if (segment.isPlaceholder)
            names.push_back(segment.text);
        node = next.get();
    }
    if (node->value)
        return false;
    node->value = value;
    node->names = std::move(names);
    ++m_size;
    return true;
}

bool RouteTable::erase(const Route& route)
{
    std::vector<std::pair<Node*, std::string>> way; ///< parent and the key below it; empty key = placeholder
    Node* node = m_root.get();
    for (const auto& segment : route.segments()) {
        const auto key = segment.isPlaceholder ? std::string() : textKey(segment.text);
        way.emplace_back(node, key);
        if (segment.isPlaceholder) {
            node = node->placeholder.get();
        } else {
            const auto found = node->literals.find(key);
            node = found == node->literals.end() ? nullptr : found->second.get();
        }
        if (!node)
            return false;
    }
    if (!node->value)
        return false;
    node->value.reset();
    node->names.clear();
    --m_size;
    // Empty branches go with the route, or a table of changing routes would only ever grow.
    for (auto& [parent, key] : std::ranges::reverse_view(way)) {
        const Node& child = key.empty() ? *parent->placeholder : *parent->literals.at(key);
        if (child.value || child.placeholder || !child.literals.empty())
            break;
        if (key.empty())
            parent->placeholder.reset();
        else
            parent->literals.erase(key);
    }
    return true;
}

std::optional<RouteTable::Match> RouteTable::find(const std::vector<std::string>& segments) const
{
    std::vector<std::string> keys;
    keys.reserve(segments.size());
    for (const auto& segment : segments)
        keys.push_back(textKey(segment));

    // Breadth first, a level of the path at a time, each candidate with the literals it used; literal children are
    // visited before placeholders, so of equal counts the one with earlier literals comes first.
    struct Candidate {
        const Node* node;
        std::size_t literals;
    };
    std::vector<Candidate> level{{m_root.get(), 0}};
    std::vector<Candidate> next;
    for (const auto& key : keys) {
        next.clear();
        for (const auto& candidate : level) {
            if (const auto found = candidate.node->literals.find(key); found != candidate.node->literals.end())
                next.push_back({found->second.get(), candidate.literals + 1});
            if (candidate.node->placeholder)
                next.push_back({candidate.node->placeholder.get(), candidate.literals});
        }
        level.swap(next);
        if (level.empty())
            return std::nullopt;
    }
    const Candidate* best = nullptr;
    for (const auto& candidate : level) {
        if (candidate.node->value && (!best || candidate.literals > best->literals))
            best = &candidate;
    }
    if (!best)
        return std::nullopt;

    // The way to the winner is found again to tell which segments were placeholders.
    Match match{*best->node->value, {}};
    const auto walk = [&](const auto& self, const Node* node, std::size_t depth,
                          std::vector<std::size_t>& taken) -> bool {
        if (depth == keys.size())
            return node == best->node;
        if (const auto found = node->literals.find(keys[depth]); found != node->literals.end()) {
            if (self(self, found->second.get(), depth + 1, taken))
                return true;
        }
        if (node->placeholder) {
            taken.push_back(depth);
            if (self(self, node->placeholder.get(), depth + 1, taken))
                return true;
            taken.pop_back();
        }
        return false;
    };
    if (!best->node->names.empty()) {
        std::vector<std::size_t> taken;
        walk(walk, m_root.get(), 0, taken);
        for (std::size_t i = 0; i < taken.size(); ++i)
            match.placeholders.emplace_back(best->node->names[i], segments[taken[i]]);
    }
    return match;
}

} // namespace tokenhouse
