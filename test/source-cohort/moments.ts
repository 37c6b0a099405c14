/** A moment in milliseconds after the start of 2024, as the API writes it. */
export const at = (ms: number) => new Date(Date.UTC(2024, 0, 1) + ms).toISOString();
