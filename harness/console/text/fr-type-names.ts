/** Field and property types, in French. */
export const frTypeNames: Readonly<Record<string, string>> = {
  string: 'texte',
  text: 'texte',
  boolean: 'oui ou non',
  integer: 'nombre',
  number: 'nombre',
  date: 'date',
  'date-time': 'date et heure',
};
