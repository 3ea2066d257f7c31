#include "views/icons.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

static void initialiseIcons()
{
    Q_INIT_RESOURCE(tokenhouse);
}

namespace tokenhouse::icons {

namespace {

QString pathOf(const QString& name)
{
    static const bool ready = (initialiseIcons(), true);
    Q_UNUSED(ready)
    return QStringLiteral(":/tokenhouse/icons/%1.svg").arg(name);
}

QPixmap tinted(const QString& name, const QSize& size, const QColor& colour)
{
    const QString key =
        QStringLiteral("th-%1-%2x%3-%4").arg(name).arg(size.width()).arg(size.height()).arg(colour.rgba());
    QPixmap result;
    if (QPixmapCache::find(key, &result))
        return result;
    result = QPixmap(size);
    result.fill(Qt::transparent);
    QSvgRenderer renderer(pathOf(name));
    QPainter painter(&result);
    renderer.render(&painter);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(result.rect(), colour);
    painter.end();
    QPixmapCache::insert(key, result);
    return result;
}

class TintedEngine : public QIconEngine {
public:
    TintedEngine(QString name, Role role) : m_name(std::move(name)), m_role(role) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        icons::paint(painter, rect, m_name, tint(mode));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return tinted(m_name, size, tint(mode));
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        return pixmap(size, mode, state);
    }
    QIconEngine* clone() const override { return new TintedEngine(m_name, m_role); }

private:
    QColor tint(QIcon::Mode mode) const
    {
        return Theme::of(nullptr).colour(mode == QIcon::Disabled ? Role::Muted : m_role);
    }

    QString m_name;
    Role m_role;
};

} // namespace

QIcon icon(const QString& name, Role role)
{
    return QIcon(new TintedEngine(name, role)); // the icon owns its engine
}

void paint(QPainter* painter, const QRectF& rect, const QString& name, const QColor& colour)
{
    const qreal ratio = painter->device()->devicePixelRatioF();
    const QSize size = (rect.size() * ratio).toSize();
    QPixmap pixmap = tinted(name, size, colour);
    pixmap.setDevicePixelRatio(ratio);
    painter->drawPixmap(rect.topLeft(), pixmap);
}

QIcon application()
{
    return QIcon(pathOf(QStringLiteral("tokenhouse")));
}

bool exists(const QString& name)
{
    return QFile::exists(pathOf(name));
}

} // namespace tokenhouse::icons
