package io.kestra.plugin.scripts.shell;

import io.kestra.core.models.annotations.Plugin;
import io.kestra.core.models.property.Property;
import io.kestra.plugin.scripts.exec.AbstractExecScript;
import java.util.List;

/** Stands in for the task of plugin-script-shell, which Maven Central does not have: the two properties that it adds. */
@Plugin
public class Commands extends AbstractExecScript {
    private Property<String> containerImage;
    private Property<List<String>> commands;

    @Override
    public Property<String> getContainerImage() {
        return containerImage;
    }

    public Property<List<String>> getCommands() {
        return commands;
    }
}
