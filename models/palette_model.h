#pragma once

#include <vector>

#include <QAbstractListModel>
#include <QString>
#include <QTimer>

namespace tokenhouse {

/// One thing that the command palette can do or open.
struct PaletteEntry {
    enum class Kind { Verb, SavedFilter, Token, Api };
    Kind kind = Kind::Verb;
    QString id = {};       ///< of the kind; what chosen() is answered by
    QString title = {};    ///< "Rotate secret", a token's name, a route
    QString detail = {};   ///< "Tokens", an owner; searched too
    QString icon = {};     ///< a drawing of views/icons.h
    QString shortcut = {}; ///< as the platform writes it
    QString reason = {};   ///< why it cannot be done now; empty = it can
    bool operator==(const PaletteEntry&) const = default;
};

/// What the command palette lists for what is typed: known entries at once, objects of the server once they are looked
/// up. Every word has to be in the title or the detail; what can be done stands before what cannot, starts of titles
/// before other places. Text shaped like a secret finds nothing and is never looked up (experience.md, The one-time
/// secret 5). GUI thread.
class PaletteModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        DetailRole = Qt::UserRole + 1,
        IconRole,
        ShortcutRole,
        ReasonRole,
        SectionRole, ///< the heading over this row; empty but for the first of a kind
    };

    static constexpr std::chrono::milliseconds typingPause{150};
    static constexpr int queryMinimum = 2; ///< characters, to be looked up

    explicit PaletteModel(QObject* parent = nullptr);

    /// All that can be listed without asking anybody, in the order in which it stands while nothing is typed.
    void setKnown(std::vector<PaletteEntry> entries);
    QString query() const { return m_query; }
    void setQuery(const QString& query);
    bool isSecretLike() const { return m_isSecretLike; }
    /// The server's answer to lookUpWanted(query): replaces what was found of that kind. Late ones are dropped.
    void setFound(const QString& query, PaletteEntry::Kind kind, std::vector<PaletteEntry> entries);
    const PaletteEntry& entry(int row) const { return m_rows[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    /// Typing paused: objects with these words are wanted.
    void lookUpWanted(const QString& query);

private:
    void fill();

    QTimer m_pause;
    QString m_query;
    bool m_isSecretLike = false;
    std::vector<PaletteEntry> m_known;
    std::vector<PaletteEntry> m_found;
    std::vector<PaletteEntry> m_rows;
};

} // namespace tokenhouse
