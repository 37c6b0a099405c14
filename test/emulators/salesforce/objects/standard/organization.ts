import type {StandardObject} from '../standard-object.js';

export const organization: StandardObject = {
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organizations',
  keyPrefix: '00D',
  differs: {createable: false, deletable: false, undeletable: false, replicateable: false},
  fields: `
Id|id|dL|Organization ID
Name|string(80)|uN|Name
Division|string(80)|un|Division
@address
Phone|phone(40)|un|Phone
Fax|phone(40)|un|Fax
PrimaryContact|string(80)|un|Primary Contact
DefaultLocaleSidKey|picklist(40)|uR|Locale|values:en_US;en_GB;de_DE;fr_FR
TimeZoneSidKey|picklist(40)|uR|Time Zone|values:Europe/Berlin;Europe/London;America/Los_Angeles;GMT
LanguageLocaleKey|picklist(40)|uR|Language|values:en_US;de;fr;es
ReceivesInfoEmails|boolean|ud|Info Emails
FiscalYearStartMonth|int(9)|u|Fiscal Year Starts In
OrganizationType|picklist(40)|nR|Edition|values:Developer Edition;Enterprise Edition;Unlimited Edition
NamespacePrefix|string(15)|n|Namespace Prefix
InstanceName|string(5)|n|Instance Name
IsSandbox|boolean|d|Is Sandbox
TrialExpirationDate|datetime|n|Trial Expiration Date
@audit
IsReadOnly|boolean|d|Is Read Only
`,
};
