#pragma once

#include "core/definition.h"
#include "models/route_check_state.h"
#include "views/dialogs/action_fields.h"
#include "views/dialogs/house_dialog.h"

class QLineEdit;

namespace tokenhouse {

class AllowedPicker;
class MultiPicker;
class RouteField;
class SegmentedControl;

/// *New API*, or the same for one that exists. The route is checked while typing by routeCheck(), whose question to
/// the server the caller answers.
class DefinitionDialog : public HouseDialog {
    Q_OBJECT

public:
    /// `tokens` picks the tokens that may call it; it must outlive the dialog.
    explicit DefinitionDialog(AllowedPicker& tokens, QWidget* parent = nullptr);
    void setDefinition(const Definition& definition);
    bool isEditing() const { return m_isEditing; }

    /// The scripts, and the directory they lie in (said when there are none).
    void setScripts(const QList<ScriptChoice>& scripts, const QString& directory);
    void setScriptsUnknown(const QString& why);
    RouteCheckState& routeCheck();
    DefinitionDraft draft() const;
    MultiPicker* tokenPicker() const { return m_tokens; }
    void showFailure(const Failure& failure) override;

protected:
    QStringList typed() const override;

Q_SIGNALS:
    void submitted();
    void newTokenWanted();
    void conflictChosen(const QString& definitionId);

private:
    void addNameAndMethods();
    void judge();

    AllowedPicker& m_picker;
    bool m_isEditing = false;
    bool m_wasDisabled = false;
    RouteField* m_route;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_description;
    SegmentedControl* m_methods = nullptr;
    QLabel* m_methodsHint = nullptr;
    ActionFields* m_does;
    MultiPicker* m_tokens;
};

} // namespace tokenhouse
