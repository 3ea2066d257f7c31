#pragma once

#include <vector>

#include <QWidget>

#include "models/object_details.h"

class QGridLayout;
class QLabel;

namespace tokenhouse {

class Button;
class ElidedLabel;
class SelectableText;

/// Facts of one object, a line each: what it is called, what it is, and what can be done with it. Facts that come again
/// keep their line, so that neither the keyboard nor a selection is lost when times move on.
class FactGrid : public QWidget {
    Q_OBJECT

public:
    explicit FactGrid(QWidget* parent = nullptr);
    void setFacts(const std::vector<DetailFact>& facts);
    /// The link behind a fact's value; null when there is no such fact, or nothing to be done with it.
    Button* link(const QString& key) const;

Q_SIGNALS:
    void copyWanted(const QString& text);
    void linkChosen(const QString& key);

private:
    struct Line {
        DetailFact fact;
        QLabel* label = nullptr;
        QWidget* box = nullptr;
        ElidedLabel* elided = nullptr;   ///< a text of one line or an id, or else
        SelectableText* whole = nullptr; ///< what may take several
        Button* copy = nullptr;
        Button* link = nullptr;
    };

    Line makeLine(const DetailFact& fact);
    void fill(Line& line, const DetailFact& fact);

    QGridLayout* m_grid;
    std::vector<Line> m_lines;
};

} // namespace tokenhouse
