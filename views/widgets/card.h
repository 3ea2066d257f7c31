#pragma once

#include <QWidget>

#include "views/theme.h"

class QLabel;
class QVBoxLayout;

namespace tokenhouse {

class Button;

/// A part of the Overview page: a title, a link to the list behind it, and what it shows.
class Card : public QWidget {
    Q_OBJECT

public:
    /// `link`: "Show"; empty = none.
    Card(const QString& title, const QString& link, QWidget* parent = nullptr);
    QVBoxLayout* body() const { return m_body; }
    /// Why there is nothing to see here ("Needs the permission …"); empty shows the body again.
    void setNote(const QString& note);
    Button* link() const { return m_link; }

Q_SIGNALS:
    void linkChosen();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_body;
    QWidget* m_content;
    QLabel* m_note;
    Button* m_link;
};

/// A card with one number: what it counts, and a word about it. The number is a link too.
class FigureCard : public Card {
    Q_OBJECT

public:
    FigureCard(const QString& title, QWidget* parent = nullptr);
    /// `tone`: Warning for what asks to be looked at.
    void setFigure(qint64 count, const QString& word, Role tone = Role::Text);

private:
    QString m_title;
    QLabel* m_count;
    QLabel* m_word;
};

} // namespace tokenhouse
