type Advice = Readonly<Record<string, string>>;

/** What to do about rejected records, by their code. */
export const enAdvice: Advice = {
  EMAIL_MISSING: 'The record has no email address. Add one in Salesforce.',
  RECORD_OF_ANOTHER_USER:
    'The record holds the Cohort User ID of another user. Clear or correct that field in Salesforce.',
  STRING_TOO_LONG: 'A text is longer than its field. Shorten it, or map it to a longer field.',
  VALUE_NOT_NUMBER:
    'The property takes numbers only. Correct the value, or map the field to a text property.',
  VALUE_NOT_DATE:
    'The property takes dates only. Correct the value, or map the field to a text property.',
  EMAIL_INVALID: 'The address is not valid. Correct it in Salesforce.',
  FIELD_CUSTOM_VALIDATION_EXCEPTION:
    'A validation rule of the org refused the record. Ask the Salesforce administrator.',
  REQUIRED_FIELD_MISSING:
    'Salesforce needs a value that is missing. Set it under "Values for new records".',
  DUPLICATES_DETECTED:
    'A duplicate rule of the org refused the record. Merge the records, or ask the Salesforce administrator.',
};

export const frAdvice: Advice = {
  EMAIL_MISSING: 'La fiche n’a pas d’adresse e-mail. Ajoutez-en une dans Salesforce.',
  RECORD_OF_ANOTHER_USER:
    'La fiche contient l’identifiant Cohort d’un autre utilisateur. Videz ou corrigez ce champ dans Salesforce.',
  STRING_TOO_LONG:
    'Un texte est plus long que son champ. Raccourcissez-le, ou choisissez un champ plus long.',
  VALUE_NOT_NUMBER:
    'La propriété n’accepte que des nombres. Corrigez la valeur, ou choisissez une propriété de type texte.',
  VALUE_NOT_DATE:
    'La propriété n’accepte que des dates. Corrigez la valeur, ou choisissez une propriété de type texte.',
  EMAIL_INVALID: 'L’adresse n’est pas valide. Corrigez-la dans Salesforce.',
  FIELD_CUSTOM_VALIDATION_EXCEPTION:
    'Une règle de validation a refusé la fiche. Demandez à l’administrateur Salesforce.',
  REQUIRED_FIELD_MISSING:
    'Il manque une valeur obligatoire. Indiquez-la sous « Valeurs des nouveaux enregistrements ».',
  DUPLICATES_DETECTED:
    'Une règle de doublons a refusé la fiche. Fusionnez les fiches, ou demandez à l’administrateur Salesforce.',
};
