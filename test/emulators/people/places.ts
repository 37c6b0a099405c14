/** City, postal code prefix, country, dialling code. */
export const places = [
  ['Berlin', '10', 'Germany', '+49 30'],
  ['Hamburg', '20', 'Germany', '+49 40'],
  ['Zürich', '80', 'Switzerland', '+41 44'],
  ['Wien', '11', 'Austria', '+43 1'],
  ['Paris', '75', 'France', '+33 1'],
  ['Madrid', '28', 'Spain', '+34 91'],
  ['Milano', '20', 'Italy', '+39 02'],
  ['London', '30', 'United Kingdom', '+44 20'],
  ['New York', '10', 'United States', '+1 212'],
  ['San José', '95', 'United States', '+1 408'],
  ['København', '21', 'Denmark', '+45 33'],
  ['Kraków', '31', 'Poland', '+48 12'],
] as const;

export const streets = [
  'High Street',
  'Station Road',
  'Hauptstraße',
  'Rue de la Paix',
  'Via Roma',
  'Calle Mayor',
  'Park Avenue',
  'Gartenweg',
];
