import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;
import org.apache.camel.component.salesforce.SalesforceLoginConfig;
import org.apache.camel.component.salesforce.api.dto.bulkv2.JobStateEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.OperationEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.QueryJob;
import org.apache.camel.impl.DefaultCamelContext;

/** Three logins, describes, queries, one record through its life and a bulk query, by an unmodified camel-salesforce. */
public class CamelClient {
    private static final String RAW = "?rawPayload=true&format=JSON";

    public static void main(String[] arguments) throws Exception {
        for (AuthenticationType login : List.of(
                AuthenticationType.CLIENT_CREDENTIALS,
                AuthenticationType.REFRESH_TOKEN,
                AuthenticationType.USERNAME_PASSWORD)) {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.addComponent("salesforce", component(login));
                context.start();
                check(context.createProducerTemplate());
            }
        }
    }

    private static SalesforceComponent component(AuthenticationType login) {
        SalesforceLoginConfig config = new SalesforceLoginConfig();
        config.setType(login);
        config.setLoginUrl(setting("SF_URL"));
        config.setClientId(setting("SF_CLIENT_ID"));
        config.setClientSecret(setting("SF_CLIENT_SECRET"));
        if (login == AuthenticationType.REFRESH_TOKEN) {
            config.setRefreshToken(setting("SF_REFRESH_TOKEN"));
        }
        if (login == AuthenticationType.USERNAME_PASSWORD) {
            config.setUserName(setting("SF_USERNAME"));
            config.setPassword(setting("SF_PASSWORD") + setting("SF_SECURITY_TOKEN"));
        }
        SalesforceComponent component = new SalesforceComponent();
        component.setLoginConfig(config);
        SalesforceEndpointConfig endpoint = new SalesforceEndpointConfig();
        endpoint.setApiVersion("62.0");
        component.setConfig(endpoint);
        return component;
    }

    private static void check(ProducerTemplate client) throws Exception {
        contains(ask(client, "getVersions" + RAW, null), "\"version\":\"62.0\"");
        contains(ask(client, "getGlobalObjects" + RAW, null), "\"name\":\"Contact\"");
        contains(ask(client, "getDescription" + RAW + "&sObjectName=Contact", null), "\"keyPrefix\":\"003\"");
        contains(ask(client, "limits" + RAW, null), "DailyApiRequests");
        contains(ask(client, "query" + RAW, "SELECT Id, LastName FROM Contact"), "\"done\":true");
        String body = "{\"LastName\": \"Dromedary\", \"Email\": \"camel@example.com\"}";
        String made = ask(client, "createSObject" + RAW + "&sObjectName=Contact", body);
        String id = made.replaceAll(".*\"id\":\"(\\w+)\".*", "$1");
        String one = RAW + "&sObjectName=Contact&sObjectId=" + id;
        ask(client, "updateSObject" + one, "{\"LastName\": \"Bactrian\"}");
        contains(ask(client, "getSObject" + one + "&sObjectFields=LastName", null), "Bactrian");
        ask(client, "deleteSObject" + one, null);
        bulkQuery(client);
        refused(client);
    }

    private static void bulkQuery(ProducerTemplate client) throws Exception {
        QueryJob job = new QueryJob();
        job.setOperation(OperationEnum.QUERY);
        job.setQuery("SELECT Id, LastName FROM Contact");
        QueryJob begun = client.requestBody("salesforce:bulk2CreateQueryJob", job, QueryJob.class);
        String uri = "salesforce:bulk2GetQueryJob?jobId=" + begun.getId();
        QueryJob state = begun;
        while (state.getState() != JobStateEnum.JOB_COMPLETE) {
            state = client.requestBody(uri, null, QueryJob.class);
        }
        InputStream results = client.requestBody(
                "salesforce:bulk2GetQueryJobResults?jobId=" + begun.getId(), null, InputStream.class);
        contains(text(results), "\"Id\",\"LastName\"");
    }

    private static void refused(ProducerTemplate client) throws Exception {
        try {
            ask(client, "query" + RAW, "SELECT Nothing FROM Contact");
        } catch (Exception error) {
            contains(String.valueOf(error.getCause()), "INVALID_FIELD");
            return;
        }
        throw new IllegalStateException("an unknown field is not refused");
    }

    private static String ask(ProducerTemplate client, String operation, Object body) throws Exception {
        Object answer = client.requestBodyAndHeaders("salesforce:" + operation, body, Map.of());
        return answer instanceof InputStream stream ? text(stream) : String.valueOf(answer);
    }

    private static String text(InputStream stream) throws Exception {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void contains(String found, String wanted) {
        if (!found.contains(wanted)) {
            throw new IllegalStateException(wanted + " is not in " + found.substring(0, Math.min(300, found.length())));
        }
    }

    private static String setting(String name) {
        return System.getenv(name);
    }
}
