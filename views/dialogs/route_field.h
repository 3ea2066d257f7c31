#pragma once

#include <QWidget>

#include "models/route_check_state.h"

class QLabel;
class QLineEdit;

namespace tokenhouse {

class Button;
class FieldFrame;

/// A route while it is typed: the field, what is wrong with it or whether it is free, and what it would match. Whoever
/// shows it answers check()'s questions to the server.
class RouteField : public QWidget {
    Q_OBJECT

public:
    explicit RouteField(QWidget* parent = nullptr);

    RouteCheckState& check() { return m_check; }
    QString text() const;
    void setText(const QString& route);
    /// Why it is not good, in the words of a blocked button; empty = good, as far as known.
    QString reason() const;

Q_SIGNALS:
    void changed(); ///< the text, or what is known of it
    void conflictChosen(const QString& definitionId);

private:
    void follow();

    RouteCheckState m_check;
    FieldFrame* m_frame;
    QLineEdit* m_edit;
    QLabel* m_line;
    Button* m_conflict;
    QLabel* m_example;
};

} // namespace tokenhouse
