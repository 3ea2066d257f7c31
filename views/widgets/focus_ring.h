#pragma once

#include <QObject>
#include <QPointer>

class QFocusFrame;
class QWidget;

namespace tokenhouse {

/// The ring around what has the keyboard's focus: one for the whole application, owned by it.
class FocusRing : public QObject {
    Q_OBJECT

public:
    explicit FocusRing(QObject* parent = nullptr);
    ~FocusRing() override;
    /// What the ring goes around when `widget` has the focus; null when that shows it by itself.
    static QWidget* ringed(QWidget* widget);

private:
    void follow(QWidget* now);

    QPointer<QFocusFrame> m_frame;
};

/// A field made of parts says so: the ring goes around it when one of its parts has the focus.
void setRingHost(QWidget* host);

} // namespace tokenhouse
