<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BatchResult</name>
    <message numerus="yes">
        <source>%Ln were left as they are and stay selected.</source>
        <translation>
            <numerusform>%Ln was left as it is and stays selected.</numerusform>
            <numerusform>%Ln were left as they are and stay selected.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln were left as they are.</source>
        <translation>
            <numerusform>%Ln was left as it is.</numerusform>
            <numerusform>%Ln were left as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln were not tried: %1</source>
        <translation>
            <numerusform>%Ln was not tried: %1</numerusform>
            <numerusform>%Ln were not tried: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It was stopped before %Ln were tried.</source>
        <translation>
            <numerusform>It was stopped before %Ln was tried.</numerusform>
            <numerusform>It was stopped before %Ln were tried.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BatchWords</name>
    <message numerus="yes">
        <source>Enabling %Ln…</source>
        <translation>
            <numerusform>Enabling %Ln…</numerusform>
            <numerusform>Enabling %Ln…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Disabling %Ln…</source>
        <translation>
            <numerusform>Disabling %Ln…</numerusform>
            <numerusform>Disabling %Ln…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleting %Ln…</source>
        <translation>
            <numerusform>Deleting %Ln…</numerusform>
            <numerusform>Deleting %Ln…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changing %Ln…</source>
        <translation>
            <numerusform>Changing %Ln…</numerusform>
            <numerusform>Changing %Ln…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Merge</name>
    <message numerus="yes">
        <source>%Ln tokens</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::AllowDialog</name>
    <message numerus="yes">
        <source>Search %Ln APIs…</source>
        <translation>
            <numerusform>Search %Ln API…</numerusform>
            <numerusform>Search %Ln APIs…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %Ln tokens to APIs</source>
        <translation>
            <numerusform>Add %Ln token to APIs</numerusform>
            <numerusform>Add %Ln tokens to APIs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln tokens from APIs</source>
        <translation>
            <numerusform>Remove %Ln token from APIs</numerusform>
            <numerusform>Remove %Ln tokens from APIs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::AllowedPicker</name>
    <message numerus="yes">
        <source>in %Ln API(s)</source>
        <translation>
            <numerusform>in %Ln API</numerusform>
            <numerusform>in %Ln APIs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::ApisPage</name>
    <message numerus="yes">
        <source>%Ln allowed tokens</source>
        <translation>
            <numerusform>%Ln allowed token</numerusform>
            <numerusform>%Ln allowed tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::BulkDialog</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <translation>
            <numerusform>%1 and %Ln more</numerusform>
            <numerusform>%1 and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln will be changed.</source>
        <translation>
            <numerusform>%Ln will be changed.</numerusform>
            <numerusform>%Ln will be changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are so already and stay as they are.</source>
        <translation>
            <numerusform>%Ln is so already and stays as it is.</numerusform>
            <numerusform>%Ln are so already and stay as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln will be refused:</source>
        <translation>
            <numerusform>%Ln will be refused:</numerusform>
            <numerusform>%Ln will be refused:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::CreateToken</name>
    <message numerus="yes">
        <source>%Ln APIs</source>
        <translation>
            <numerusform>%Ln API</numerusform>
            <numerusform>%Ln APIs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::DefinitionDialog</name>
    <message numerus="yes">
        <source>Search %Ln tokens…</source>
        <translation>
            <numerusform>Search %Ln token…</numerusform>
            <numerusform>Search %Ln tokens…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::DeleteDialog</name>
    <message numerus="yes">
        <source>Delete %Ln tokens?</source>
        <translation>
            <numerusform>Delete %Ln token?</numerusform>
            <numerusform>Delete %Ln tokens?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln APIs?</source>
        <translation>
            <numerusform>Delete %Ln API?</numerusform>
            <numerusform>Delete %Ln APIs?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln will be deleted.</source>
        <translation>
            <numerusform>%Ln will be deleted.</numerusform>
            <numerusform>%Ln will be deleted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::DisableDialog</name>
    <message numerus="yes">
        <source>Disable %Ln tokens</source>
        <translation>
            <numerusform>Disable %Ln token</numerusform>
            <numerusform>Disable %Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Disable %Ln APIs</source>
        <translation>
            <numerusform>Disable %Ln API</numerusform>
            <numerusform>Disable %Ln APIs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::EnableDialog</name>
    <message numerus="yes">
        <source>Enable %Ln tokens?</source>
        <translation>
            <numerusform>Enable %Ln token?</numerusform>
            <numerusform>Enable %Ln tokens?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Enable %Ln APIs?</source>
        <translation>
            <numerusform>Enable %Ln API?</numerusform>
            <numerusform>Enable %Ln APIs?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::HouseDialog</name>
    <message numerus="yes">
        <source>%Ln that you took out of the selection are left as they are.</source>
        <translation>
            <numerusform>%Ln that you took out of the selection is left as it is.</numerusform>
            <numerusform>%Ln that you took out of the selection are left as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::LinkList</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::MergeDialog</name>
    <message numerus="yes">
        <source>%Ln were changed by both of you: choose one each.</source>
        <translation>
            <numerusform>%Ln was changed by both of you: choose one.</numerusform>
            <numerusform>%Ln were changed by both of you: choose one each.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::MultiPicker</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::OverviewPage</name>
    <message numerus="yes">
        <source>%Ln of them this week</source>
        <translation>
            <numerusform>%Ln of them this week</numerusform>
            <numerusform>%Ln of them this week</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln disabled</source>
        <translation>
            <numerusform>%Ln disabled</numerusform>
            <numerusform>%Ln disabled</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::RateLimitField</name>
    <message numerus="yes">
        <source>second(s)</source>
        <comment>after the number</comment>
        <translation>
            <numerusform>second</numerusform>
            <numerusform>seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>minute(s)</source>
        <comment>after the number</comment>
        <translation>
            <numerusform>minute</numerusform>
            <numerusform>minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>hour(s)</source>
        <comment>after the number</comment>
        <translation>
            <numerusform>hour</numerusform>
            <numerusform>hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>day(s)</source>
        <comment>after the number</comment>
        <translation>
            <numerusform>day</numerusform>
            <numerusform>days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::SecretCheckState</name>
    <message numerus="yes">
        <source>At least %1 characters: %Ln more</source>
        <translation>
            <numerusform>At least %1 characters: %Ln more</numerusform>
            <numerusform>At least %1 characters: %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %1 characters: %Ln too many</source>
        <translation>
            <numerusform>At most %1 characters: %Ln too many</numerusform>
            <numerusform>At most %1 characters: %Ln too many</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::SecretDialog</name>
    <message numerus="yes">
        <source>%Ln characters. Copying works without showing it.</source>
        <translation>
            <numerusform>%Ln character. Copying works without showing it.</numerusform>
            <numerusform>%Ln characters. Copying works without showing it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln characters.</source>
        <translation>
            <numerusform>%Ln character.</numerusform>
            <numerusform>%Ln characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::SecretEdit</name>
    <message numerus="yes">
        <source>%Ln characters</source>
        <translation>
            <numerusform>%Ln character</numerusform>
            <numerusform>%Ln characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::SecretField</name>
    <message numerus="yes">
        <source>hidden, %Ln characters</source>
        <translation>
            <numerusform>hidden, %Ln character</numerusform>
            <numerusform>hidden, %Ln characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::SetExpiryDialog</name>
    <message numerus="yes">
        <source>Set the expiry of %Ln tokens</source>
        <translation>
            <numerusform>Set the expiry of %Ln token</numerusform>
            <numerusform>Set the expiry of %Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::SetLimitDialog</name>
    <message numerus="yes">
        <source>Set the rate limit of %Ln tokens</source>
        <translation>
            <numerusform>Set the rate limit of %Ln token</numerusform>
            <numerusform>Set the rate limit of %Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::ShowRotation</name>
    <message numerus="yes">
        <source>from %Ln addresses</source>
        <translation>
            <numerusform>from %Ln address</numerusform>
            <numerusform>from %Ln addresses</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln refused</source>
        <translation>
            <numerusform>%Ln refused</numerusform>
            <numerusform>%Ln refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln calls</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln addresses called with the old one since the rotation. They would get 401.</source>
        <translation>
            <numerusform>%Ln address called with the old one since the rotation. It would get 401.</numerusform>
            <numerusform>%Ln addresses called with the old one since the rotation. They would get 401.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::TokenDialog</name>
    <message numerus="yes">
        <source>Search %Ln APIs…</source>
        <translation>
            <numerusform>Search %Ln API…</numerusform>
            <numerusform>Search %Ln APIs…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::TokenInUseDialog</name>
    <message numerus="yes">
        <source>%Ln APIs allow this token, so it was not deleted. Nothing has changed.</source>
        <translation>
            <numerusform>%Ln API allows this token, so it was not deleted. Nothing has changed.</numerusform>
            <numerusform>%Ln APIs allow this token, so it was not deleted. Nothing has changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove from these %Ln and delete…</source>
        <translation>
            <numerusform>Remove from this one and delete…</numerusform>
            <numerusform>Remove from these %Ln and delete…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove from %Ln and delete</source>
        <translation>
            <numerusform>Remove from %Ln and delete</numerusform>
            <numerusform>Remove from %Ln and delete</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The token is taken off %Ln APIs first, then deleted.</source>
        <translation>
            <numerusform>The token is taken off %Ln API first, then deleted.</numerusform>
            <numerusform>The token is taken off %Ln APIs first, then deleted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::TokensModel</name>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hour(s)</source>
        <translation>
            <numerusform>%Ln hour</numerusform>
            <numerusform>%Ln hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln minute(s)</source>
        <translation>
            <numerusform>%Ln minute</numerusform>
            <numerusform>%Ln minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln second(s)</source>
        <translation>
            <numerusform>%Ln second</numerusform>
            <numerusform>%Ln seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In %Ln API(s)</source>
        <translation>
            <numerusform>In %Ln API</numerusform>
            <numerusform>In %Ln APIs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::TokensPage</name>
    <message numerus="yes">
        <source>May call %Ln APIs</source>
        <translation>
            <numerusform>May call %Ln API</numerusform>
            <numerusform>May call %Ln APIs</numerusform>
        </translation>
    </message>
</context>
</TS>
