#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <QAbstractListModel>
#include <QTimer>

#include "core/definition.h"
#include "core/token.h"
#include "core/uuid.h"
#include "models/page_source.h"

namespace tokenhouse {

/// A searchable list to pick from: tokens for an API, or APIs for a token. CheckStateRole picks; what is picked stays
/// picked whatever the search shows. DisplayRole is the name (or route), the roles below give the rest. GUI thread.
class AllowedPicker : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole + 1, DetailRole, OffRole };
    enum class State { Loading, Ready, Empty, EmptyByFilter, Failed };
    Q_ENUM(State)
    static constexpr int rowsAsked = 100;
    static constexpr std::chrono::milliseconds typingPause{150};

    /// One row to pick from.
    struct Choice {
        Uuid id;
        QString text;
        QString detail; ///< "4 APIs", "script"
        bool off = false;
    };

    explicit AllowedPicker(QObject* parent = nullptr);

    void setTokens(std::shared_ptr<PageSource<Token>> source);
    void setDefinitions(std::shared_ptr<PageSource<Definition>> source);

    void setSearch(const QString& text);
    QString search() const { return m_search; }
    void setPicked(const std::vector<Uuid>& ids);
    std::vector<Uuid> picked() const { return {m_picked.begin(), m_picked.end()}; } ///< sorted
    /// An object that was just made beside the list: shown on top and picked.
    void addPicked(Choice choice);
    /// Only what is picked (true) or everything the search finds.
    void setOnlyPicked(bool only);
    void refresh();

    State state() const { return m_state; }
    const std::optional<Failure>& failure() const { return m_failure; }
    std::int64_t total() const { return m_total; }
    bool hasMore() const { return m_total > static_cast<std::int64_t>(m_choices.size()); }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void stateChanged();
    void pickedChanged();

private:
    using Asker = std::function<void(const ListRequest&, std::function<void(Result<ListPage<Choice>>)>)>;
    void setAsker(Asker asker, std::string order);
    void ask();
    void take(Result<ListPage<Choice>> answer);
    void setState(State state);
    std::string filterText() const;

    Asker m_asker;
    std::string m_order;
    QTimer m_pause;
    QString m_search;
    bool m_onlyPicked = false;
    std::set<Uuid> m_picked;
    std::vector<Choice> m_added;
    std::vector<Choice> m_choices;
    std::int64_t m_total = 0;
    State m_state = State::Loading;
    std::optional<Failure> m_failure;
    std::uint64_t m_generation = 0;
};

} // namespace tokenhouse
