import type {FastifyInstance} from 'fastify';
import type {Context} from './context.js';
import {readQuery} from './read-request.js';

/** The campaign shown on the shop's own pages; an empty body when there is none. */
export function addMerchantRoutes(app: FastifyInstance, {merchantOf}: Context): void {
  app.get('/merchants/campaign-diffusion-configuration', async (request, reply) => {
    readQuery(request.query, []);
    if (merchantOf(request).showsCampaign) return configuration;
    return reply.code(200).send('');
  });
}

const configuration = {
  type: 'banner',
  typeConfig: {selector: '#loyalty'},
  supportedLanguages: ['en', 'fr'],
  whitelistedUrls: null,
  campaign: {
    id: '5f0c7a52-3d0e-4c0b-9a53-0d9f1f6f2f11',
    name: {en: 'Join the club', fr: 'Rejoignez le club'},
    description: {en: '<p>Collect points.</p>', fr: '<p>Cumulez des points.</p>'},
    imageUrl: null,
    videoUrl: null,
    link: 'https://space.example/campaigns/join',
    accentColor: '#6b4eff',
  },
};
