import type {Row, Table, Value} from '../org/index.js';
import type {Session} from '../session/index.js';
import {stamps} from './stamps.js';

/**
 * What Salesforce makes of a new version of a file: the file itself, when it is the first one, with a link to
 * its owner and to the record it was published at; otherwise the version that is the latest now.
 */
export function publishVersion(session: Session, versions: Table, position: number): void {
  const {org} = session;
  const documents = org.table('ContentDocument');
  if (versions.type.name !== 'ContentVersion' || !documents) return;
  const id = versions.value(position, 'ContentDocumentId');
  const earlier = id === null ? [] : others(versions, String(id), position);
  for (const version of earlier) versions.change(version, {IsLatest: false});
  const about = fileFields(versions, position);
  versions.change(position, {
    ...about,
    IsLatest: true,
    VersionNumber: String(earlier.length + 1),
  });
  const latest = {...about, LatestPublishedVersionId: versions.idAt(position)};
  const known = id === null ? undefined : documents.positionOf(String(id));
  if (known !== undefined) {
    documents.change(known, {...latest, ...stamps(session, documents.type, false)});
    return;
  }
  const row = {...latest, IsArchived: false, ...stamps(session, documents.type, true)};
  const ContentDocumentId = documents.idAt(documents.insert(row));
  versions.change(position, {ContentDocumentId});
  link(session, {ContentDocumentId, LinkedEntityId: session.userId, ShareType: 'I'});
  const LinkedEntityId = versions.value(position, 'FirstPublishLocationId');
  if (LinkedEntityId !== null && LinkedEntityId !== session.userId)
    link(session, {ContentDocumentId, LinkedEntityId, ShareType: 'V'});
}

function others(versions: Table, document: string, position: number): number[] {
  return versions.find('ContentDocumentId', document).filter(version => version !== position);
}

function fileFields(versions: Table, position: number): Row {
  const read = (name: string): string => String(versions.value(position, name) ?? '');
  const name = read('PathOnClient').split(/[\\/]/).at(-1) ?? '';
  const extension = name.includes('.') ? (name.split('.').at(-1) ?? '') : '';
  const title: Value = read('Title') || (extension ? name.slice(0, -extension.length - 1) : name);
  return {
    Title: title,
    FileExtension: extension || null,
    FileType: extension ? (extension === 'txt' ? 'TEXT' : extension.toUpperCase()) : 'UNKNOWN',
    ContentSize: Buffer.from(read('VersionData'), 'base64').length,
    ContentModifiedDate: versions.value(position, 'CreatedDate'),
  };
}

function link(session: Session, row: Row): void {
  const links = session.org.table('ContentDocumentLink');
  links?.insert({...row, Visibility: 'AllUsers', ...stamps(session, links.type, true)});
}
