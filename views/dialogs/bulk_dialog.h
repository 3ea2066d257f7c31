#pragma once

#include <QList>

#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

/// One object that an action on many leaves, or left, as it was.
struct BulkRefusal {
    QString id;
    QString name; ///< the id while it is not known
    QString why;
};

/// What would happen, as the server rehearsed it.
struct BulkPreview {
    int changing = 0;
    int same = 0; ///< already as wanted
    QList<BulkRefusal> refusals;
};

/// Asks about an action on one or many tokens or APIs, and tells before what will happen. Who opens it answers
/// previewWanted() with setPreview(), and submitted() by doing it.
class BulkDialog : public HouseDialog {
    Q_OBJECT

public:
    enum class What { Tokens, Apis };

    /// How many it is about, where that is known better than before.
    virtual void setCount(int count) = 0;
    /// One waits for what will happen. `isNeeded`: nothing can be done before that is known.
    void setLooking(bool isNeeded);
    void setPreview(const BulkPreview& preview);
    void setPreviewFailed(const Failure& failure);
    /// A name that was read later.
    void setName(const QString& id, const QString& name);

Q_SIGNALS:
    void previewWanted(); ///< what is wanted changed
    void submitted();

protected:
    BulkDialog(const QString& name, int width, What what, const QStringList& names, QWidget* parent);
    bool isAboutTokens() const { return m_what == What::Tokens; }
    const QStringList& names() const { return m_names; }
    /// Puts what will happen here, below what was added so far.
    void placePreview();
    /// Why it cannot be done as far as the fields decide; empty = it can.
    void setOrderReason(const QString& reason);
    /// "12 will be changed."
    virtual QString changingText(int count) const;

private:
    void judgePreview();
    QString previewText() const;
    QString refusalText() const;
    bool isWorthTelling() const;

    What m_what;
    QStringList m_names;
    QWidget* m_box;
    QLabel* m_previewText;
    QLabel* m_refusalText;
    BulkPreview m_preview;
    bool m_isLooking = false;
    bool m_isNeeded = false;
    bool m_isKnown = false;
    QString m_orderReason;
};

/// "“a”, “b” and 5 more": how dialogs name what they are about.
QString namesText(const QStringList& names, int count);

} // namespace tokenhouse
