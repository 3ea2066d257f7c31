#include "app/commands/definition_commands.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QUrl>

namespace tokenhouse {

CopyApiUrl::CopyApiUrl(CommandContext& context, QObject* parent)
    : Command(
        [] {
            Needs result;
            result.kind = ObjectKind::Definition;
            result.size = Needs::Size::One;
            result.permissions = {Permission::DefinitionsRead};
            return result;
        }(),
        {tr("Copy URL"), {}, QStringLiteral("copy"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)}, parent),
      m_context(context)
{}

void CopyApiUrl::run()
{
    const auto& ids = m_context.session.situation().situation().selection.ids;
    const auto* definition = ids.empty() ? nullptr : m_context.definitions.byId(QString::fromStdString(ids.front()));
    if (!definition)
        return;
    auto base = QString::fromStdString(m_context.session.status().endpointUrl);
    while (base.endsWith(u'/'))
        base.chop(1);
    // Placeholders stay readable; everything else is encoded as a caller must send it.
    const auto path = QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(definition->route), "/{}"));
    QGuiApplication::clipboard()->setText(base + QStringLiteral("/api/custom/") + path);
    m_context.say(tr("The URL is on the clipboard."));
}

} // namespace tokenhouse
