#include "app/commands/export_list.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>

#include "core/json.h"
#include "models/text.h"

namespace tokenhouse {

namespace {

Needs exportNeeds(Permission permission)
{
    Needs needs;
    needs.permissions = {permission};
    needs.features = {"export"};
    return needs;
}

} // namespace

ExportList::ExportList(CommandContext& context, ListController& page, ObjectKind kind, QString collection,
                       Permission needed, QObject* parent)
    : Command(exportNeeds(needed),
              {kind == ObjectKind::Token        ? tr("Export tokens")
               : kind == ObjectKind::Definition ? tr("Export APIs")
                                                : tr("Export events"),
               tr("Export"),
               QStringLiteral("export"),
               {}},
              parent),
      m_context(context),
      m_page(page),
      m_collection(std::move(collection))
{
    // What is on its way belongs to the server that one left.
    connect(&context.session, &Session::left, this, [this] {
        if (m_download) {
            delete m_download;
            m_context.work.end();
        }
    });
}

void ExportList::run()
{
    if (m_download) {
        m_context.say(tr("An export is on its way already."));
        return;
    }
    const auto day = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd"));
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    auto* dialog = new QFileDialog(&m_context.window, tr("Export"), folder.path(),
                                   tr("CSV for spreadsheets (*.csv);;JSON, an object a line (*.jsonl)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("%1-%2.csv").arg(m_collection, day));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.contains(QLatin1String("jsonl")) ? QStringLiteral("jsonl")
                                                                         : QStringLiteral("csv"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &ExportList::exportTo);
    dialog->open();
}

void ExportList::exportTo(const QString& file)
{
    if (m_download || !m_context.session.isAttached())
        return;
    const bool isJson = file.endsWith(QLatin1String(".jsonl")) || file.endsWith(QLatin1String(".json"));
    json::object body{{"filter", utf8(m_page.filter().applied())}, {"format", isJson ? "json" : "csv"}};
    if (const auto order = m_page.model().order(); !order.isEmpty())
        body["orderBy"] = utf8(order);
    m_download = new Download(m_context.session.connection(), m_collection.toLatin1() + ":export",
                              QByteArray::fromStdString(json::serialize(body)), file, this);
    m_context.work.begin(tr("Exporting…"), [this] {
        delete m_download;
        m_context.work.end();
        m_context.say(tr("The export was stopped. No file was written."));
    });
    connect(m_download, &Download::progressed, this, [this](qint64 lines, qint64 all) {
        if (all > 0)
            m_context.work.setPercent(static_cast<int>(qMin<qint64>(99, lines * 100 / all)));
    });
    connect(m_download, &Download::done, this, [this](const Download::Outcome& outcome) {
        end();
        const auto name = QDir::toNativeSeparators(outcome.path);
        m_context.say(tr("%1 rows are in %2.").arg(QLocale().toString(outcome.rows), name));
    });
    connect(m_download, &Download::failed, this, [this](const Failure& failure) {
        end();
        showError(m_context, tr("Nothing was exported"), failure);
    });
}

void ExportList::end()
{
    m_download->deleteLater();
    m_download.clear();
    m_context.work.end();
}

} // namespace tokenhouse
