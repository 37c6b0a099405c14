import type {StandardObject} from '../standard-object.js';

export const user: StandardObject = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  keyPrefix: '005',
  feedEnabled: true,
  differs: {deletable: false, undeletable: false},
  fields: `
Id|id|dL|User ID
Username|string(80)|cuL|Username
LastName|string(80)|cu|Last Name|in:Name|as:personname
FirstName|string(40)|cun|First Name|in:Name|as:personname
Name|string(121)|N|Full Name|as:personname
CompanyName|string(80)|cun|Company Name
Division|string(80)|cun|Division
Department|string(80)|cun|Department
Title|string(80)|cun|Title
@address
Email|email(128)|cuL|Email
Phone|phone(40)|cun|Phone
Fax|phone(40)|cun|Fax
MobilePhone|phone(40)|cun|Mobile
Alias|string(8)|cu|Alias
CommunityNickname|string(40)|cuL|Nickname
IsActive|boolean|cud|Active
TimeZoneSidKey|picklist(40)|cuR|Time Zone|values:Europe/Berlin;Europe/London;America/Los_Angeles;GMT
UserRoleId|reference|cun|Role ID|to:UserRole>UserRole
LocaleSidKey|picklist(40)|cuR|Locale|values:en_US;en_GB;de_DE;fr_FR
ReceivesInfoEmails|boolean|cud|Info Emails
ReceivesAdminInfoEmails|boolean|cud|Admin Info Emails
EmailEncodingKey|picklist(40)|cuR|Email Encoding|values:UTF-8;ISO-8859-1
ProfileId|reference|cu|Profile ID|to:Profile>Profile
UserType|picklist(40)|nR|User Type|values:Standard;PowerPartner;CspLitePortal;Guest;AutomatedProcess
LanguageLocaleKey|picklist(40)|cuR|Language|values:en_US;de;fr;es
EmployeeNumber|string(20)|cun|Employee Number
ManagerId|reference|cun|Manager ID|to:User>Manager
LastLoginDate|datetime|n|Last Login
@audit
ContactId|reference|cun|Contact ID|to:Contact>Contact
AccountId|reference|n|Account ID|to:Account>Account
FederationIdentifier|string(512)|cun|SAML Federation ID
AboutMe|textarea(1000)|cun|About Me|as:plaintextarea
FullPhotoUrl|url(1024)|n|Url for full-sized Photo
SmallPhotoUrl|url(1024)|n|Photo
LastViewedDate|datetime|n|Last Viewed Date
LastReferencedDate|datetime|n|Last Referenced Date
`,
};
