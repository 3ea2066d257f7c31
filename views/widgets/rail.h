#pragma once

#include <QButtonGroup>
#include <QHash>
#include <QWidget>

class QMenu;
class QVBoxLayout;

namespace tokenhouse {

class ProfileButton;
class RailItem;

/// One page of the rail, as the window gives it.
struct RailEntry {
    QString key;  ///< "tokens"
    QString name; ///< "Tokens", also the accessible name
    QString icon;
};

/// The left rail: the profile on top, the pages below it; icons only in a narrow window.
class Rail : public QWidget {
    Q_OBJECT

public:
    explicit Rail(QWidget* parent = nullptr);

    void setEntries(const QList<RailEntry>& entries);
    void setCurrent(const QString& key);
    QString current() const;
    void setCount(const QString& key, const QString& count);
    /// A page that one may not see: a lock, and the reason in its tip; empty frees it. It stays reachable by keyboard.
    void setLocked(const QString& key, const QString& reason);
    void setProfile(const QString& name, const QColor& colour);
    /// The menu behind the profile's name. Owned by the caller.
    void setProfileMenu(QMenu* menu);
    void setNarrow(bool narrow);

Q_SIGNALS:
    void chosen(const QString& key);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    ProfileButton* m_profile;
    QVBoxLayout* m_list;
    QList<RailItem*> m_items;
    bool m_narrow = false;
};

} // namespace tokenhouse
