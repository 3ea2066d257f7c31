#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "core/filter.h"
#include "models/filter_chip.h"
#include "models/filter_completion.h"

namespace tokenhouse {

/// What the filter bar of one page holds: free text and chips, or the same as expert text. GUI thread.
///
/// Typed text is applied typingPause after the last key, chips and apply() at once; applied(text) carries the whole
/// filter in the server's language and is emitted only when it changed and is valid. Text shaped like a secret is
/// never applied (experience.md, The one-time secret 5).
class FilterState : public QObject {
    Q_OBJECT

public:
    enum class Validity {
        Valid,
        Malformed,  ///< error() and errorPosition() say where
        SecretLike, ///< offer to look whose secret it is instead
    };
    Q_ENUM(Validity)

    static constexpr std::chrono::milliseconds typingPause{200};

    /// `context` resolves me() and ago() for the check; the server resolves them for the answer.
    FilterState(Schema schema, std::function<FilterContext()> context, QObject* parent = nullptr);

    bool isExpert() const { return m_expert; }
    /// To expert: the text is what chips and words say. Back: the text is taken apart; a malformed text stays expert.
    void setExpert(bool expert);

    QString freeText() const { return m_freeText; }
    void setFreeText(const QString& text);
    const std::vector<FilterChip>& chips() const { return m_chips; }
    /// Replaces the chip of the same field and kind, or adds one.
    void setChip(const FilterChip& chip);
    void removeChip(int index);
    QString expertText() const;
    void setExpertText(const QString& text);
    /// A saved filter, or a link from another page: applied at once, shown as chips where chips can say it.
    void setFilter(const QString& text);
    void clear();
    bool isEmpty() const;

    /// What is applied: the last valid filter.
    QString applied() const { return m_applied; }
    void apply(); ///< now, without the pause (Return)

    Validity validity() const { return m_validity; }
    QString error() const { return m_error; }           ///< a sentence; empty when valid
    int errorPosition() const { return m_position; }    ///< in QString characters of expertText(), -1 when valid
    QString suggestion() const { return m_suggestion; } ///< a known name near the wrong one, empty without

    /// What may follow at the cursor of the expert text.
    FilterCompletion completion(int position) const;
    /// Offered where a user's name may stand.
    void setKnownUsers(const QStringList& users) { m_users = users; }
    Schema schema() const { return m_schema; }

Q_SIGNALS:
    void changed(); ///< anything above
    void appliedChanged(const QString& filter);

private:
    QString composed() const;
    void edited(bool atOnce);
    void check();

    Schema m_schema;
    QStringList m_users;
    std::function<FilterContext()> m_context;
    QTimer m_pause;
    bool m_expert = false;
    QString m_freeText;
    std::vector<FilterChip> m_chips;
    QString m_expertText;
    QString m_applied;
    Validity m_validity = Validity::Valid;
    QString m_error;
    int m_position = -1;
    QString m_suggestion;
};

} // namespace tokenhouse
