//! Three logins, describes, queries, a search and one record through its life, by an unmodified rustforce.

use rustforce::{Client, Error};
use serde::Deserialize;
use serde_json::{json, Value};
use std::env::var;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Contact {
    id: String,
    last_name: String,
    email: Option<String>,
}

fn setting(name: &str) -> String {
    var(name).unwrap_or_else(|_| panic!("{name} is missing"))
}

fn client() -> Client {
    let mut client = Client::new(Some(setting("SF_CLIENT_ID")), Some(setting("SF_CLIENT_SECRET")));
    client.set_login_endpoint(&setting("SF_URL")).set_version("v62.0");
    client
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let password = format!("{}{}", setting("SF_PASSWORD"), setting("SF_SECURITY_TOKEN"));
    let mut by_password = client();
    by_password.login_with_credential(setting("SF_USERNAME"), password.clone()).await?;
    check_queries(&by_password).await?;
    let mut by_refresh_token = client();
    by_refresh_token.refresh(&setting("SF_REFRESH_TOKEN")).await?;
    check_record(&by_refresh_token).await?;
    let mut by_soap = client();
    by_soap.set_version("62.0");
    by_soap.login_by_soap(setting("SF_USERNAME"), password).await?;
    by_soap.set_version("v62.0");
    check_describes(&by_soap).await?;
    let mut stranger = client();
    let refused = stranger.login_by_soap("nobody@example.com".into(), "wrong".into()).await;
    assert!(matches!(refused, Err(Error::LoginError(_))), "a wrong password is refused");
    Ok(())
}

async fn check_queries(client: &Client) -> Result<(), Error> {
    let found = client.query::<Contact>("SELECT Id, LastName, Email FROM Contact").await?;
    assert_eq!(found.total_size as usize, found.records.len(), "records of one page");
    let all = client.query_all::<Contact>("SELECT Id, LastName, Email FROM Contact").await?;
    assert!(all.total_size >= found.total_size, "deleted records too");
    let refused = client.query::<Value>("SELECT Nothing FROM Contact").await;
    match refused {
        Err(Error::ErrorResponses(errors)) => assert_eq!(errors[0].error_code, "INVALID_FIELD"),
        _ => panic!("an unknown field is refused"),
    }
    Ok(())
}

async fn check_record(client: &Client) -> Result<(), Error> {
    let body = json!({"LastName": "Ferrous", "Email": "ferrous@example.com"});
    let made = client.create("Contact", body).await?;
    assert!(made.success);
    client.update("Contact", &made.id, json!({"LastName": "Oxide"})).await?;
    let read: Contact = client.find_by_id("Contact", &made.id).await?;
    assert_eq!((read.id.as_str(), read.last_name.as_str()), (made.id.as_str(), "Oxide"));
    assert_eq!(read.email.as_deref(), Some("ferrous@example.com"));
    let search = client.search("FIND {Oxide} IN ALL FIELDS RETURNING Contact(Id)").await?;
    assert_eq!(search.search_records.len(), 1, "found by its name");
    let upserted = json!({"LastName": "Keyed"});
    let first = client.upsert("Contact", "External_Ref__c", "iron-1", upserted.clone()).await?;
    assert!(first.is_some(), "created");
    let second = client.upsert("Contact", "External_Ref__c", "iron-1", upserted).await?;
    assert!(second.is_none(), "updated");
    client.destroy("Contact", &made.id).await?;
    let gone = client.find_by_id::<Contact>("Contact", &made.id).await;
    assert!(matches!(gone, Err(Error::ErrorResponses(_))), "deleted");
    Ok(())
}

async fn check_describes(client: &Client) -> Result<(), Error> {
    let versions = client.versions().await?;
    assert!(versions.iter().any(|version| version.version == "62.0"));
    let objects = client.describe_global().await?;
    assert!(objects.sobjects.iter().any(|object| object.name == "Contact"));
    let described = client.describe("Contact").await?;
    assert_eq!(described["name"], "Contact");
    Ok(())
}
