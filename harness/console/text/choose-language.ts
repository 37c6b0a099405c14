import {en, type Texts} from './en.js';
import {fr} from './fr.js';

/** The texts in the first language of an Accept-Language header that there is; English by default. */
export function chooseLanguage(accepted = ''): Texts {
  const wanted = accepted
    .split(',')
    .map(part => part.trim().split(/[-;]/)[0]?.toLowerCase())
    .find(language => language === 'en' || language === 'fr');
  return wanted === 'fr' ? fr : en;
}
