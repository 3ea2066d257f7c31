#pragma once

#include <QWidget>

#include "models/token_face.h"
#include "views/theme.h"

class QPainter;

namespace tokenhouse {

/// Shape, word and colour of a state: never colour alone.
struct FaceDress {
    enum class Shape { Dot, Triangle, Ring, Square } shape;
    Role ink;
    Role ground;
};
FaceDress dressOf(Face face);
void paintShape(QPainter* painter, const QPointF& centre, FaceDress::Shape shape, const QColor& colour);
QSize pillSize(const QString& word);
/// The pill at the leading edge of `rect`, centred in its height.
void paintPill(QPainter* painter, const QRect& rect, Qt::LayoutDirection direction, Face face, const QString& word);

class StatePill : public QWidget {
    Q_OBJECT

public:
    explicit StatePill(QWidget* parent = nullptr);
    void setFace(Face face, const QString& word);
    QSize sizeHint() const override { return pillSize(m_word); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Face m_face = Face::Active;
    QString m_word;
};

} // namespace tokenhouse
