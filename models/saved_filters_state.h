#pragma once

#include <vector>

#include <QObject>
#include <QString>

#include "core/saved_filter.h"

namespace tokenhouse {

/// The filters with names that one can choose: those of the product, those that all share, and one's own. GUI thread.
class SavedFiltersState : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Of the product, in the user's language; `page` is tokens, definitions or events.
    static std::vector<SavedFilter> builtIn(const QString& page);

    const SavedFilters& own() const { return m_own; }
    const SavedFilters& shared() const { return m_shared; }
    /// Those of one page.
    static std::vector<SavedFilter> of(const SavedFilters& filters, const QString& page);
    void setOwn(SavedFilters own);
    void setShared(SavedFilters shared);
    void clear();
    /// Whether the server keeps them, and why one cannot save now; empty = one can.
    void setSaving(const QString& ownReason, const QString& sharedReason);
    QString ownReason() const { return m_ownReason; }
    QString sharedReason() const { return m_sharedReason; }

Q_SIGNALS:
    void changed();

private:
    SavedFilters m_own;
    SavedFilters m_shared;
    QString m_ownReason;
    QString m_sharedReason;
};

} // namespace tokenhouse
