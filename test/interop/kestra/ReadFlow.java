import io.kestra.core.models.flows.Flow;
import io.kestra.core.plugins.DefaultPluginRegistry;
import io.kestra.core.serializers.YamlParser;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads flows as Kestra does: an unknown type or property is an error. */
public class ReadFlow {
    public static void main(String[] files) throws Exception {
        DefaultPluginRegistry.getOrCreate().plugins();
        for (String file : files) {
            try {
                YamlParser.parse(Files.readString(Path.of(file)), Flow.class);
                System.out.println("valid");
            } catch (jakarta.validation.ConstraintViolationException error) {
                System.out.println(error.getMessage().lines().findFirst().orElse("invalid"));
            }
        }
    }
}
