#include "app/system_clipboard.h"

#include <openssl/crypto.h>

#include <cstring>

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

namespace tokenhouse {

namespace {

const QString plainText = QStringLiteral("text/plain");
const QString plainUtf8 = QStringLiteral("text/plain;charset=utf-8");

/// Serves the secret as text without ever making a QString of it, and wipes it when the clipboard lets go.
class SecretMimeData final : public QMimeData {
public:
    explicit SecretMimeData(const SecretBytes& secret)
        : m_bytes(secret.view().data(), static_cast<qsizetype>(secret.size()))
    {
        // KDE's Klipper and those who followed it; Windows (ExcludeClipboardContentFromMonitorProcessing, no cloud, no
        // history) and macOS (nspasteboard.org) take theirs as formats of these names.
        setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
        setData(QStringLiteral("application/x-nspasteboard-concealed-type"), QByteArrayLiteral("1"));
        setData(QStringLiteral("application/x-qt-windows-mime;value=\"ExcludeClipboardContentFromMonitorProcessing\""),
                QByteArrayLiteral("1"));
        setData(QStringLiteral("application/x-qt-windows-mime;value=\"CanIncludeInClipboardHistory\""),
                QByteArray(4, '\0'));
        setData(QStringLiteral("application/x-qt-windows-mime;value=\"CanUploadToCloudClipboard\""),
                QByteArray(4, '\0'));
    }
    ~SecretMimeData() override
    {
        // Readers got shares of these bytes; whoever still holds one sees zeros.
        OPENSSL_cleanse(const_cast<char*>(m_bytes.constData()), static_cast<std::size_t>(m_bytes.size()));
    }
    SecretMimeData(const SecretMimeData&) = delete;
    SecretMimeData& operator=(const SecretMimeData&) = delete;

    QStringList formats() const override { return QStringList{plainText, plainUtf8} + QMimeData::formats(); }
    bool hasFormat(const QString& format) const override { return formats().contains(format); }
    bool holds(const SecretBytes& secret) const
    {
        const auto view = secret.view();
        return static_cast<std::size_t>(m_bytes.size()) == view.size()
               && std::memcmp(m_bytes.constData(), view.data(), view.size()) == 0;
    }

protected:
    QVariant retrieveData(const QString& format, QMetaType type) const override
    {
        if (format == plainText || format == plainUtf8)
            return m_bytes;
        return QMimeData::retrieveData(format, type);
    }

private:
    QByteArray m_bytes;
};

} // namespace

SystemClipboard::SystemClipboard(QObject* parent) : QObject(parent), m_clipboard(QGuiApplication::clipboard())
{
    connect(m_clipboard, &QClipboard::changed, this, [this](QClipboard::Mode mode) {
        if (mode == QClipboard::Clipboard && m_callback)
            m_callback();
    });
}

bool SystemClipboard::put(const SecretBytes& secret)
{
    auto* data = new SecretMimeData(secret); // owned by the clipboard from the next line on
    m_ours = data;
    m_clipboard->setMimeData(data, QClipboard::Clipboard);
    return m_clipboard->ownsClipboard() && m_ours;
}

ClipboardPort::Holding SystemClipboard::holds(const SecretBytes& secret) const
{
    // What we put there is read where it is served from; somebody else's text is none of our business.
    if (!m_clipboard->ownsClipboard())
        return Holding::Foreign;
    const auto* data = dynamic_cast<const SecretMimeData*>(m_clipboard->mimeData(QClipboard::Clipboard));
    return data && data->holds(secret) ? Holding::Ours : Holding::Foreign;
}

bool SystemClipboard::clear()
{
    m_clipboard->clear(QClipboard::Clipboard);
    return m_ours.isNull();
}

void SystemClipboard::onChanged(std::function<void()> callback)
{
    m_callback = std::move(callback);
}

} // namespace tokenhouse
