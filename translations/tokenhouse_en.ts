<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>tokenhouse::AllowedPicker</name>
    <message numerus="yes">
        <source>in %n API(s)</source>
        <translation>
            <numerusform>in %n API</numerusform>
            <numerusform>in %n APIs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::ApisPage</name>
    <message numerus="yes">
        <source>%n allowed tokens</source>
        <translation>
            <numerusform>%n allowed token</numerusform>
            <numerusform>%n allowed tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::CreateToken</name>
    <message numerus="yes">
        <source>%n APIs</source>
        <translation>
            <numerusform>%n API</numerusform>
            <numerusform>%n APIs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::DeleteDialog</name>
    <message numerus="yes">
        <source>Delete %n tokens?</source>
        <translation>
            <numerusform>Delete %n token?</numerusform>
            <numerusform>Delete %n tokens?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n APIs?</source>
        <translation>
            <numerusform>Delete %n API?</numerusform>
            <numerusform>Delete %n APIs?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::DisableDialog</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Disable %n tokens</source>
        <translation>
            <numerusform>Disable %n token</numerusform>
            <numerusform>Disable %n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Disable %n APIs</source>
        <translation>
            <numerusform>Disable %n API</numerusform>
            <numerusform>Disable %n APIs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::LinkList</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::MultiPicker</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
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
        <source>At least %1 characters: %n more</source>
        <translation>
            <numerusform>At least %1 characters: %n more</numerusform>
            <numerusform>At least %1 characters: %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %1 characters: %n too many</source>
        <translation>
            <numerusform>At most %1 characters: %n too many</numerusform>
            <numerusform>At most %1 characters: %n too many</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::SecretDialog</name>
    <message numerus="yes">
        <source>%n characters. Copying works without showing it.</source>
        <translation>
            <numerusform>%n character. Copying works without showing it.</numerusform>
            <numerusform>%n characters. Copying works without showing it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::SecretEdit</name>
    <message numerus="yes">
        <source>%n characters</source>
        <translation>
            <numerusform>%n character</numerusform>
            <numerusform>%n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::SecretField</name>
    <message numerus="yes">
        <source>hidden, %n characters</source>
        <translation>
            <numerusform>hidden, %n character</numerusform>
            <numerusform>hidden, %n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::TokenInUseDialog</name>
    <message numerus="yes">
        <source>%n APIs allow this token, so it was not deleted. Nothing has changed.</source>
        <translation>
            <numerusform>%n API allows this token, so it was not deleted. Nothing has changed.</numerusform>
            <numerusform>%n APIs allow this token, so it was not deleted. Nothing has changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove from these %n and delete…</source>
        <translation>
            <numerusform>Remove from this one and delete…</numerusform>
            <numerusform>Remove from these %n and delete…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The token is taken off %n APIs first, then deleted. Press once more to do it.</source>
        <translation>
            <numerusform>The token is taken off %n API first, then deleted. Press once more to do it.</numerusform>
            <numerusform>The token is taken off %n APIs first, then deleted. Press once more to do it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove from %n and delete</source>
        <translation>
            <numerusform>Remove from %n and delete</numerusform>
            <numerusform>Remove from %n and delete</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::TokensModel</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In %n API(s)</source>
        <translation>
            <numerusform>In %n API</numerusform>
            <numerusform>In %n APIs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tokenhouse::TokensPage</name>
    <message numerus="yes">
        <source>May call %n APIs</source>
        <translation>
            <numerusform>May call %n API</numerusform>
            <numerusform>May call %n APIs</numerusform>
        </translation>
    </message>
</context>
</TS>
