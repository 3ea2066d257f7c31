#include "views/widgets/focus_ring.h"

#include <QApplication>
#include <QFocusFrame>
#include <QVariant>
#include <QWidget>

namespace tokenhouse {

namespace {
constexpr const char* hostProperty = "tokenhouseRingHost";
}

void setRingHost(QWidget* host)
{
    host->setProperty(hostProperty, true);
}

FocusRing::FocusRing(QObject* parent) : QObject(parent)
{
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { follow(now); });
}

FocusRing::~FocusRing()
{
    delete m_frame;
}

QWidget* FocusRing::ringed(QWidget* widget)
{
    if (!widget || widget->isWindow())
        return nullptr;
    // Rows paint their own focus; a ring around a whole table says nothing. One types into a text of several lines.
    const bool isEditor =
        (widget->inherits("QPlainTextEdit") || widget->inherits("QTextEdit")) && !widget->property("readOnly").toBool();
    if (!isEditor && widget->inherits("QAbstractScrollArea"))
        return nullptr;
    // Chips within a field and the like get the ring themselves; plain editors pass it to their host.
    if (widget->inherits("QLineEdit") || widget->inherits("QAbstractSpinBox") || widget->inherits("QComboBox")
        || widget->inherits("tokenhouse::SecretField")) {
        for (QWidget* host = widget->parentWidget(); host && !host->isWindow(); host = host->parentWidget()) {
            if (host->property(hostProperty).toBool())
                return host;
        }
    }
    return widget;
}

void FocusRing::follow(QWidget* now)
{
    QWidget* target = ringed(now);
    if (!target) {
        if (m_frame)
            m_frame->setWidget(nullptr);
        return;
    }
    if (!m_frame) {
        m_frame = new QFocusFrame(); // gets its parent from the widget it frames, see the destructor
        m_frame->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    m_frame->setWidget(target);
}

} // namespace tokenhouse
