#pragma once

#include <QHash>

#include "views/dialogs/bulk_dialog.h"

class QTableWidget;

namespace tokenhouse {

/// The result of an action on many, per item: what was left as it is and why. What failed stays selected.
class BulkResultDialog : public HouseDialog {
    Q_OBJECT

public:
    /// `heading`: "Disabled 2 483 of 2 486 tokens"; `objects` names the first column ("Token").
    BulkResultDialog(const QString& heading, const QString& sentence, const QString& objects,
                     QWidget* parent = nullptr);
    void setRefusals(const QList<BulkRefusal>& refusals);
    /// A name that was read later; an id that is not listed is ignored.
    void setName(const QString& id, const QString& name);
    /// All of it is one operation in the events: its id as a link.
    void setOperation(const QString& operationId);

Q_SIGNALS:
    void itemChosen(const QString& id);
    void operationChosen(const QString& operationId);

private:
    QTableWidget* m_table;
    QHash<QString, int> m_rows; ///< by id
    Banner* m_operation;
    QString m_operationId;
};

} // namespace tokenhouse
