/**
 * The form in which `resultPages` answers. Salesforce's guide and the clients of Salesforce's own people disagree
 * about it, and an org without the beta preference has no such resource: so a client must cope with every form.
 */
export interface ResultPagesForm {
  list: 'resultPages' | 'resultChunks';
  link: 'resultUrl' | 'resultLink';
  /** `path`: from the root of the host; `relative`: below the version; `bare`: from the root, without its slash. */
  urls: 'path' | 'absolute' | 'relative' | 'bare';
  next: 'nextRecordsUrl' | 'nextRecordUrl';
  /** The status with which the whole resource is refused. */
  refusal?: 400 | 403 | 404;
}

/** What Salesforce's guide shows. */
export const guideForm: ResultPagesForm = {
  list: 'resultPages',
  link: 'resultUrl',
  urls: 'path',
  next: 'nextRecordsUrl',
};

const words: Record<string, Partial<ResultPagesForm>> = {
  guide: guideForm,
  resultPages: {list: 'resultPages'},
  resultChunks: {list: 'resultChunks'},
  resultUrl: {link: 'resultUrl'},
  resultLink: {link: 'resultLink'},
  path: {urls: 'path'},
  absolute: {urls: 'absolute'},
  relative: {urls: 'relative'},
  bare: {urls: 'bare'},
  nextRecordsUrl: {next: 'nextRecordsUrl'},
  nextRecordUrl: {next: 'nextRecordUrl'},
  '400': {refusal: 400},
  '403': {refusal: 403},
  '404': {refusal: 404},
};

/** Reads a form such as `resultChunks,resultLink,relative` or `403`; what is not named stays as in the guide. */
export function readResultPagesForm(text: string): ResultPagesForm {
  const parts = text.split(',').map(word => {
    const name = word.trim();
    if (Object.hasOwn(words, name)) return words[name];
    throw new Error(
      `resultPages form: "${word}" is unknown, expected some of: ${Object.keys(words).join(', ')}`,
    );
  });
  return Object.assign({...guideForm}, ...parts) as ResultPagesForm;
}
