#include "tests/quality/harmless.h"

#include <array>

#include "base/check.h"

namespace keytrail::quality {
namespace {

struct Recipe {
  const char* path;
  const char* line;  // with values to compose, so many times
  int lines;
};

// What package managers, builds, logs and people write.
constexpr auto kRecipes = std::to_array<Recipe>({
    {"srv/web/package-lock.json",
     "    \"node_modules/{{lower:8}}\": {\"version\": \"1.4.2\", \"resolved\": "
     "\"https://registry.npmjs.org/{{lower:8}}/-/{{lower:8}}-1.4.2.tgz\", \"integrity\": "
     "\"sha512-{{base64bytes:64}}\"},\n",
     400},
    {"srv/web/yarn.lock",
     "{{lower:7}}@^2.0.1:\n  version \"2.0.4\"\n  resolved "
     "\"https://registry.yarnpkg.com/{{lower:7}}/-/{{lower:7}}-2.0.4.tgz#{{hex:40}}\"\n  integrity "
     "sha1-{{base64bytes:20}}\n",
     300},
    {"srv/api/go.sum", "github.com/{{lower:6}}/{{lower:9}} v1.2.3 h1:{{base64bytes:32}}\n", 400},
    {"srv/api/Cargo.lock",
     "[[package]]\nname = \"{{lower:8}}\"\nversion = \"0.3.1\"\nchecksum = \"{{hex:64}}\"\n", 300},
    {"srv/api/poetry.lock",
     "    {file = \"{{lower:8}}-1.0.tar.gz\", hash = \"sha256:{{hex:64}}\"},\n", 300},
    {"srv/web/static/app.min.js",
     "!function(e,t){var n=t({{digits:3}}),r=\"{{lower:6}}\";e.token=function(){return "
     "n.get(\"token\")};e.password=r.value;a={key:\"{{base62:6}}\",secret:!0,id:{{digits:5}}}}("
     "this,"
     "{{lower:2}});",
     500},
    {"srv/web/static/style.css",
     ".{{lower:6}}{background:url(data:image/png;base64,{{base64:400}}=);color:#{{hex:6}}}\n", 60},
    {"srv/mirror/SHA256SUMS", "{{hex:64}}  {{lower:9}}_1.2-3_amd64.deb\n", 500},
    {"etc/ssl/certs/bundle.crt",
     "-----BEGIN "
     "CERTIFICATE-----\nMIID{{base64:60}}\n{{base64:64}}\n{{base64:64}}\n{{base64:44}}\n-----END "
     "CERTIFICATE-----\n",
     80},
    {"var/log/app/access.log",
     "10.1.2.3 - {{lower:5}} [24/Nov/2026:10:00:00 +0000] \"GET "
     "/api/v2/items/{{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}}?page=2 HTTP/1.1\" 200 "
     "{{digits:4}} \"-\" \"request-id={{hex:32}} trace={{hex:16}}\"\n",
     400},
    {"srv/app/data/ids.csv",
     "{{hex:8}}-{{hex:4}}-4{{hex:3}}-b{{hex:3}}-{{hex:12}},{{digits:9}},{{upper:3}}{{digits:6}},"
     "{{lower:7}}@{{lower:6}}.example\n",
     400},
    {"srv/app/locale/messages.json",
     "  \"password.{{lower:5}}\": \"Please enter your password to continue\", "
     "\"token_{{lower:4}}\": \"Your token has expired\", \"secret.hint\": \"Answer to the secret "
     "question\",\n",
     100},
    {"srv/app/README.md",
     "Set `DB_PASSWORD` and `API_KEY` before you start {{lower:6}}:\n\n    export "
     "DB_PASSWORD=<your-password>\n    export API_KEY=YOUR_API_KEY\n    curl -H \"Authorization: "
     "Bearer $TOKEN\" https://api.example.com/v1/{{lower:5}}\n    mysql -u root -p "
     "{{lower:5}}\n\npostgres://user:password@localhost:5432/{{lower:4}}\n",
     60},
    {"srv/app/src/auth.py",
     "def {{lower:7}}(password, token=None, secret_key=None):\n    password = "
     "getpass.getpass(\"Password: \")\n    api_key = os.environ[\"API_KEY\"]\n    token = "
     "request.headers.get(\"X-Token\")\n    return check(password, "
     "hashlib.sha256(token).hexdigest())"
     "\n\n",
     80},
    {"srv/app/src/Login.java",
     "    @Value(\"${app.password}\") private String password;\n    String token = "
     "tokenService.create{{lower:4}}(user.getId());\n    private static final String "
     "PASSWORD_FIELD = \"password\";\n",
     80},
    {"srv/k8s/sealed.yaml",
     "  encryptedData:\n    password: AgB{{base64:180}}\n    token: AgC{{base64:180}}\n", 40},
    {"srv/ansible/group_vars/vault.yml",
     "db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {{hex:80}}\n  {{hex:80}}\n", 40},
    {"home/dev/.ssh/known_hosts",
     "|1|{{base64bytes:20}}|{{base64bytes:20}} ssh-ed25519 "
     "AAAAC3NzaC1lZDI1NTE5AAAAI{{base64:43}}\n",
     100},
    {"home/dev/.ssh/authorized_keys",
     "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB{{base64:340}} {{lower:5}}@{{lower:6}}\n", 60},
    {"srv/app/.env.example",
     "{{upper:5}}_PASSWORD=changeme\n{{upper:5}}_TOKEN=\n{{upper:5}}_SECRET=your-secret-here\n"
     "{{upper:5}}_KEY=${{{upper:6}}}\n",
     60},
    {"srv/git/packed-refs", "{{hex:40}} refs/tags/v1.{{digits:2}}.{{digits:1}}\n", 300},
});

}  // namespace

std::vector<HarmlessFile> HarmlessFiles(match::ExampleComposer& composer) {
  std::vector<HarmlessFile> files;
  for (const Recipe& recipe : kRecipes) {
    std::string text;
    for (int line = 0; line < recipe.lines; ++line) {
      const auto composed = composer.Compose(recipe.line);
      KT_CHECK(composed.ok());
      text += *composed;
    }
    files.push_back({.path = recipe.path, .text = std::move(text)});
  }
  return files;
}

}  // namespace keytrail::quality
