// What jsforce sends files with, which the programs never do: it would load a table of all MIME types at every start.
module.exports = class FormData {
  constructor() {
    throw new Error('jsforce sends no forms in a bundle.');
  }
};
