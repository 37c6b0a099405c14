// The Go module go-salesforce: queries, writes, collections and bulk jobs, with and without its gzip option.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

	"github.com/k-capehart/go-salesforce/v3"
)

type contact struct {
	Id              string `soql:"selectColumn,fieldName=Id" json:"Id,omitempty"`
	LastName        string `soql:"selectColumn,fieldName=LastName" json:"LastName,omitempty"`
	External_Ref__c string `json:"External_Ref__c,omitempty"`
}

func main() {
	for _, compressed := range []bool{false, true} {
		sf, err := salesforce.Init(salesforce.Creds{
			Domain:         os.Getenv("SF_URL"),
			ConsumerKey:    os.Getenv("SF_CLIENT_ID"),
			ConsumerSecret: os.Getenv("SF_CLIENT_SECRET"),
		}, salesforce.WithCompressionHeaders(compressed), salesforce.WithAPIVersion("v62.0"))
		check(err, "login")
		checkAll(sf, fmt.Sprintf("go-%v", compressed))
	}
}

func checkAll(sf *salesforce.Salesforce, prefix string) {
	made, err := sf.InsertOne("Contact", contact{LastName: prefix + " one"})
	check(err, "insert")
	check(sf.UpdateOne("Contact", contact{Id: made.Id, LastName: prefix + " two"}), "update")
	_, err = sf.UpsertOne("Contact", "External_Ref__c", contact{External_Ref__c: prefix, LastName: prefix + " up"})
	check(err, "upsert")
	equal(len(find(sf, prefix)), 2, "records written one by one")
	check(sf.DeleteOne("Contact", contact{Id: made.Id}), "delete")
	rows := []contact{}
	for n := range 250 {
		rows = append(rows, contact{LastName: fmt.Sprintf("%s %d", prefix, n)})
	}
	_, err = sf.InsertCollection("Contact", rows, 200)
	check(err, "collection")
	jobs, err := sf.InsertBulk("Contact", rows, 1000, true)
	check(err, "bulk")
	equal(len(jobs), 1, "jobs")
	found := find(sf, prefix)
	equal(len(found), 501, "records written")
	reply, err := sf.DoRequest("GET", "/limits", nil)
	check(err, "limits")
	body, _ := io.ReadAll(reply.Body)
	limits := map[string]any{}
	check(json.Unmarshal(body, &limits), "limits as JSON")
	equal(reply.StatusCode, http.StatusOK, "status")
	_, err = sf.DeleteCollection("Contact", found[:200], 200)
	check(err, "delete many")
	file := prefix + ".csv"
	defer os.Remove(file)
	check(sf.QueryBulkExport("SELECT Id, LastName FROM Contact WHERE LastName LIKE '"+prefix+"%'", file), "export")
	equal(len(find(sf, prefix)), 301, "records left")
}

func find(sf *salesforce.Salesforce, prefix string) []contact {
	found := []contact{}
	check(sf.Query("SELECT Id, LastName FROM Contact WHERE LastName LIKE '"+prefix+"%'", &found), "query")
	return found
}

func check(err error, what string) {
	if err != nil {
		log.Fatalf("%s: %v", what, err)
	}
}

func equal[T comparable](found, wanted T, what string) {
	if found != wanted {
		log.Fatalf("%s: %v, wanted %v", what, found, wanted)
	}
}
