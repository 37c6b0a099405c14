import type {NameKind} from './kinds.js';

type NamePair = readonly [first: string, last: string, address: string];

export const firstNames =
  'Anna Ben Clara David Emma Felix Grace Henry Ida Jonas Kate Liam Mia Noah Olivia Paul Quinn Rosa Sam Tessa Uma Victor Wendy Xavier Yara Zoe'.split(
    ' ',
  );

export const lastNames =
  'Smith Jones Taylor Brown Walker Meyer Fischer Weber Schmidt Becker Novak Horvat Rossi Bianchi Silva Costa Moreau Bernard Jansen Visser Larsen Nilsen Kowalski Nowak Popescu Ivanov Kim Park Tanaka Sato Ali Khan Singh Kumar Garcia Lopez Martin Thomas Young Hill'.split(
    ' ',
  );

/** Names that break careless code, with what they look like in an address. */
export const unusualNames: Record<Exclude<NameKind, 'plain'>, readonly NamePair[]> = {
  apostrophe: [
    ['Sinead', "O'Brien", 'sinead.obrien'],
    ["D'Angelo", "O'Neil", 'dangelo.oneil'],
    ['Gina', "Dell'Acqua", 'gina.dellacqua'],
  ],
  accents: [
    ['José', 'Muñoz', 'jose.munoz'],
    ['Zoë', 'Brontë', 'zoe.bronte'],
    ['Jürgen', 'Groß', 'juergen.gross'],
    ['François', 'Lefèvre', 'francois.lefevre'],
  ],
  han: [
    ['娜', '李', 'na.li'],
    ['さくら', '田中', 'sakura.tanaka'],
    ['민준', '김', 'minjun.kim'],
  ],
  wide: [
    ['Łukasz', 'Żółć', 'lukasz.zolc'],
    ['Þóra', 'Sigurðardóttir', 'thora.sigurdardottir'],
    ['İpek', 'Çağlar', 'ipek.caglar'],
    ['Ольга', 'Щербакова', 'olga.shcherbakova'],
    ['𠮷子', '山﨑', 'yoshiko.yamazaki'],
  ],
};
