// The package standardwebhooks: signs what is asked (SIGN) and verifies what it is given (VERIFY), both as JSON.
import { Webhook } from 'standardwebhooks';

const { secret, id, timestamp, body } = JSON.parse(process.env.SIGN);
const signature = new Webhook(secret).sign(id, new Date(timestamp * 1000), body);

const given = JSON.parse(process.env.VERIFY);
const verdicts = given.map(({ secret: key, headers, payload }) => {
  try {
    new Webhook(key).verify(payload, headers);
    return 'valid';
  } catch (error) {
    return error.message;
  }
});
console.log(JSON.stringify({ signature, verdicts }));
