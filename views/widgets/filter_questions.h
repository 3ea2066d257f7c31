#pragma once

#include <QDateTime>
#include <QFrame>
#include <QTimeZone>

class QDateEdit;
class QLineEdit;

namespace tokenhouse {

/// A small question under a button; goes away when it is answered, left or escaped.
class PopupQuestion : public QFrame {
    Q_OBJECT

public:
    explicit PopupQuestion(QWidget* parent);
    void openBelow(QWidget* anchor);

protected:
    void paintEvent(QPaintEvent* event) override;
};

class UserQuestion : public PopupQuestion {
    Q_OBJECT

public:
    UserQuestion(const QString& title, QWidget* parent);

Q_SIGNALS:
    void answered(const QString& user);
};

class TimesQuestion : public PopupQuestion {
    Q_OBJECT

public:
    TimesQuestion(const QString& title, const QTimeZone& zone, QWidget* parent);

Q_SIGNALS:
    /// `until` is the end of the last day in the zone, exclusive.
    void answered(const QDateTime& from, const QDateTime& until);
};

} // namespace tokenhouse
