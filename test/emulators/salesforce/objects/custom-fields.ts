const keys = `
Cohort_User_ID__c|string(64)|cunXLP|Cohort User ID
External_Ref__c|string(40)|cunXLUP|External Ref
`;

/**
 * The custom fields the emulated org has on the standard objects: those that a loyalty programme would add.
 * Field lines as `readFields` takes them, by object.
 */
export const customFields: Record<string, string> = {
  Account: keys,
  Lead: keys,
  User: 'Cohort_User_ID__c|string(64)|cunXLP|Cohort User ID',
  Contact: `${keys.trim()}
Loyalty_Points__c|double(18,0)|cunP|Loyalty Points
Loyalty_Tier__c|picklist(255)|cunRP|Loyalty Tier|values:Bronze;Silver;Gold;Platinum
Newsletter__c|boolean|cudP|Newsletter
Lifetime_Value__c|currency(18,2)|cunP|Lifetime Value
Member_Since__c|date|cunP|Member Since
Last_Visit__c|datetime|cunP|Last Visit
Interests__c|multipicklist(4099)|cunRP|Interests|values:Fashion;Food;Sport;Travel;Music
`,
};
