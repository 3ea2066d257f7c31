#pragma once

#include <QList>

#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

class LinkList;
class SecretEdit;

/// *Find a leaked secret*: a found text is put in, the server tells whose secret is in it, and one press stops it. The
/// text is kept in memory that is wiped, and nowhere else.
class LeakedDialog : public HouseDialog {
    Q_OBJECT

public:
    /// What the server found, in words.
    struct Find {
        QString tokenId;
        QString name;
        QString what; ///< "Its secret now. Calls with it are accepted."
        bool canBeStopped = false;
    };

    explicit LeakedDialog(QWidget* parent = nullptr);
    const SecretBytes& text() const;
    void setFinds(const QList<Find>& finds);
    /// Why the kill switch cannot be pressed; empty = it can.
    void setStopForbidden(const QString& reason);
    /// It was stopped: says so, and what remains to be done.
    void setStopped(const QString& name);

Q_SIGNALS:
    void searchWanted();
    void stopWanted(const QString& tokenId); ///< disable it as leaked
    void tokenChosen(const QString& tokenId);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void judge();
    SecretEdit* m_edit;
    QWidget* m_results;
    LinkList* m_list;
    Button* m_stop;
    QList<Find> m_finds;
    QString m_stopForbidden;
};

} // namespace tokenhouse
