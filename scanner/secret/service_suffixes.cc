// Sources: the private endpoint DNS table of Azure ("Azure Private Endpoint private DNS zone
// values"), the developer guides of Azure China 21Vianet and Azure Government, the endpoint pages
// of the AWS General Reference, "DNS names" in the guides of Amazon RDS, ElastiCache and Redshift.
#include "scanner/secret/service_suffixes.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace keytrail::secret {
namespace {

// How the labels before a suffix are read, from the right.
enum class Labels {
  kName,              // NAME
  kNameAny,           // NAME, and further labels behind it that say nothing
  kNameRegion,        // NAME.REGION; REGION alone is the service itself
  kNameUniqueRegion,  // NAME.UNIQUE.REGION, UNIQUE being the account's in the region
};

struct ServiceSuffix {
  std::string_view suffix;  // with its dot
  std::string_view kind;
  std::string_view service;
  std::string_view cloud;
  Labels labels = Labels::kName;
};

constexpr std::string_view kDatabase = "database";
constexpr std::string_view kStorage = "storage_account";
constexpr std::string_view kAzure = "azure";
constexpr std::string_view kAws = "aws";
constexpr std::string_view kGcp = "gcp";

constexpr auto kAzureSuffixes = std::to_array<ServiceSuffix>({
    {".database.windows.net", kDatabase, "azure_sql", kAzure, Labels::kNameAny},
    {".database.chinacloudapi.cn", kDatabase, "azure_sql", kAzure, Labels::kNameAny},
    {".database.usgovcloudapi.net", kDatabase, "azure_sql", kAzure, Labels::kNameAny},
    {".database.cloudapi.de", kDatabase, "azure_sql", kAzure, Labels::kNameAny},
    {".sql.azuresynapse.net", kDatabase, "azure_synapse", kAzure},
    {".sql.azuresynapse.azure.cn", kDatabase, "azure_synapse", kAzure},
    {".sql.azuresynapse.usgovcloudapi.net", kDatabase, "azure_synapse", kAzure},
    {".postgres.database.azure.com", kDatabase, "azure_postgresql", kAzure},
    {".postgres.database.chinacloudapi.cn", kDatabase, "azure_postgresql", kAzure},
    {".postgres.database.usgovcloudapi.net", kDatabase, "azure_postgresql", kAzure},
    {".mysql.database.azure.com", kDatabase, "azure_mysql", kAzure},
    {".mysql.database.chinacloudapi.cn", kDatabase, "azure_mysql", kAzure},
    {".mysql.database.usgovcloudapi.net", kDatabase, "azure_mysql", kAzure},
    {".mariadb.database.azure.com", kDatabase, "azure_mariadb", kAzure},
    {".mariadb.database.chinacloudapi.cn", kDatabase, "azure_mariadb", kAzure},
    {".mariadb.database.usgovcloudapi.net", kDatabase, "azure_mariadb", kAzure},
    {".postgres.cosmos.azure.com", kDatabase, "azure_cosmos_db", kAzure},
    {".mongocluster.cosmos.azure.com", kDatabase, "azure_cosmos_db", kAzure},
    {".mongo.cosmos.azure.com", kDatabase, "azure_cosmos_db", kAzure},
    {".mongo.cosmos.azure.cn", kDatabase, "azure_cosmos_db", kAzure},
    {".mongo.cosmos.azure.us", kDatabase, "azure_cosmos_db", kAzure},
    {".cassandra.cosmos.azure.com", kDatabase, "azure_cosmos_db", kAzure},
    {".cassandra.cosmos.azure.cn", kDatabase, "azure_cosmos_db", kAzure},
    {".cassandra.cosmos.azure.us", kDatabase, "azure_cosmos_db", kAzure},
    {".gremlin.cosmos.azure.com", kDatabase, "azure_cosmos_db", kAzure},
    {".gremlin.cosmos.azure.cn", kDatabase, "azure_cosmos_db", kAzure},
    {".gremlin.cosmos.azure.us", kDatabase, "azure_cosmos_db", kAzure},
    {".table.cosmos.azure.com", kDatabase, "azure_cosmos_db", kAzure},
    {".table.cosmos.azure.cn", kDatabase, "azure_cosmos_db", kAzure},
    {".table.cosmos.azure.us", kDatabase, "azure_cosmos_db", kAzure},
    {".documents.azure.com", kDatabase, "azure_cosmos_db", kAzure, Labels::kNameAny},
    {".documents.azure.cn", kDatabase, "azure_cosmos_db", kAzure, Labels::kNameAny},
    {".documents.azure.us", kDatabase, "azure_cosmos_db", kAzure, Labels::kNameAny},
    {".blob.core.windows.net", kStorage, "azure_storage", kAzure},
    {".queue.core.windows.net", kStorage, "azure_storage", kAzure},
    {".table.core.windows.net", kStorage, "azure_storage", kAzure},
    {".file.core.windows.net", kStorage, "azure_storage", kAzure},
    {".dfs.core.windows.net", kStorage, "azure_storage", kAzure},
    {".web.core.windows.net", kStorage, "azure_storage", kAzure, Labels::kNameAny},
    {".core.chinacloudapi.cn", kStorage, "azure_storage", kAzure, Labels::kNameAny},
    {".core.usgovcloudapi.net", kStorage, "azure_storage", kAzure, Labels::kNameAny},
    {".core.cloudapi.de", kStorage, "azure_storage", kAzure, Labels::kNameAny},
    {".storage.azure.net", kStorage, "azure_storage", kAzure, Labels::kNameAny},
    {".servicebus.windows.net", "message_broker", "azure_service_bus", kAzure},
    {".servicebus.chinacloudapi.cn", "message_broker", "azure_service_bus", kAzure},
    {".servicebus.usgovcloudapi.net", "message_broker", "azure_service_bus", kAzure},
    {".redis.cache.windows.net", kDatabase, "azure_redis", kAzure},
    {".redis.cache.chinacloudapi.cn", kDatabase, "azure_redis", kAzure},
    {".redis.cache.usgovcloudapi.net", kDatabase, "azure_redis", kAzure},
    {".redisenterprise.cache.azure.net", kDatabase, "azure_redis", kAzure, Labels::kNameRegion},
    {".redis.azure.net", kDatabase, "azure_redis", kAzure, Labels::kNameRegion},
    {".vault.azure.net", "key_vault", "azure_key_vault", kAzure},
    {".vault.azure.cn", "key_vault", "azure_key_vault", kAzure},
    {".vault.usgovcloudapi.net", "key_vault", "azure_key_vault", kAzure},
    {".managedhsm.azure.net", "key_vault", "azure_managed_hsm", kAzure},
    {".azurecr.io", "container_registry", "azure_container_registry", kAzure, Labels::kNameAny},
    {".azurecr.cn", "container_registry", "azure_container_registry", kAzure, Labels::kNameAny},
    {".azurecr.us", "container_registry", "azure_container_registry", kAzure, Labels::kNameAny},
    {".azconfig.io", "app_configuration", "azure_app_configuration", kAzure},
    {".azconfig.azure.cn", "app_configuration", "azure_app_configuration", kAzure},
    {".azconfig.azure.us", "app_configuration", "azure_app_configuration", kAzure},
    {".azure-devices.net", "iot_hub", "azure_iot_hub", kAzure},
    {".azure-devices.cn", "iot_hub", "azure_iot_hub", kAzure},
    {".azure-devices.us", "iot_hub", "azure_iot_hub", kAzure},
    {".azure-devices-provisioning.net", "iot_hub", "azure_iot_provisioning", kAzure},
    {".azure-devices-provisioning.cn", "iot_hub", "azure_iot_provisioning", kAzure},
    {".azure-devices-provisioning.us", "iot_hub", "azure_iot_provisioning", kAzure},
    {".azureiotcentral.com", "iot_hub", "azure_iot_central", kAzure},
    {".search.windows.net", "search_service", "azure_search", kAzure},
    {".search.azure.cn", "search_service", "azure_search", kAzure},
    {".search.azure.us", "search_service", "azure_search", kAzure},
    {".batch.azure.com", "batch_account", "azure_batch", kAzure, Labels::kNameRegion},
    {".batch.chinacloudapi.cn", "batch_account", "azure_batch", kAzure, Labels::kNameRegion},
    {".batch.usgovcloudapi.net", "batch_account", "azure_batch", kAzure, Labels::kNameRegion},
    {".scm.azurewebsites.net", "app_service", "azure_app_service", kAzure, Labels::kNameAny},
    {".azurewebsites.net", "app_service", "azure_app_service", kAzure, Labels::kNameAny},
    {".chinacloudsites.cn", "app_service", "azure_app_service", kAzure, Labels::kNameAny},
    {".azurewebsites.us", "app_service", "azure_app_service", kAzure, Labels::kNameAny},
    {".azurestaticapps.net", "app_service", "azure_static_web_app", kAzure, Labels::kNameAny},
    {".azure-api.net", "api_management", "azure_api_management", kAzure, Labels::kNameAny},
    {".azure-api.cn", "api_management", "azure_api_management", kAzure, Labels::kNameAny},
    {".azure-api.us", "api_management", "azure_api_management", kAzure, Labels::kNameAny},
    {".eventgrid.azure.net", "event_grid", "azure_event_grid", kAzure, Labels::kNameRegion},
    {".eventgrid.azure.cn", "event_grid", "azure_event_grid", kAzure, Labels::kNameRegion},
    {".eventgrid.azure.us", "event_grid", "azure_event_grid", kAzure, Labels::kNameRegion},
    {".cognitiveservices.azure.com", "cognitive_account", "azure_ai_services", kAzure},
    {".cognitiveservices.azure.cn", "cognitive_account", "azure_ai_services", kAzure},
    {".cognitiveservices.azure.us", "cognitive_account", "azure_ai_services", kAzure},
    {".openai.azure.com", "cognitive_account", "azure_openai", kAzure},
    {".openai.azure.cn", "cognitive_account", "azure_openai", kAzure},
    {".openai.azure.us", "cognitive_account", "azure_openai", kAzure},
    {".services.ai.azure.com", "cognitive_account", "azure_ai_services", kAzure},
    {".api.cognitive.microsoft.com", "cognitive_account", "azure_ai_services", kAzure,
     Labels::kNameRegion},
    {".service.signalr.net", "signalr", "azure_signalr", kAzure},
    {".signalr.azure.cn", "signalr", "azure_signalr", kAzure},
    {".signalr.azure.us", "signalr", "azure_signalr", kAzure},
    {".webpubsub.azure.com", "web_pubsub", "azure_web_pubsub", kAzure},
    {".webpubsub.azure.cn", "web_pubsub", "azure_web_pubsub", kAzure},
    {".webpubsub.azure.us", "web_pubsub", "azure_web_pubsub", kAzure},
    {".communication.azure.com", "communication_service", "azure_communication_services", kAzure,
     Labels::kNameAny},
    {".communication.azure.us", "communication_service", "azure_communication_services", kAzure,
     Labels::kNameAny},
    {".logic.azure.com", "logic_app", "azure_logic_apps", kAzure, Labels::kNameRegion},
    {".logic.azure.cn", "logic_app", "azure_logic_apps", kAzure, Labels::kNameRegion},
    {".logic.azure.us", "logic_app", "azure_logic_apps", kAzure, Labels::kNameRegion},
    {".api.azureml.ms", "machine_learning", "azure_machine_learning", kAzure, Labels::kNameRegion},
    {".inference.ml.azure.com", "machine_learning", "azure_machine_learning", kAzure,
     Labels::kNameRegion},
    {".services.azureml.net", "machine_learning", "azure_machine_learning", kAzure,
     Labels::kNameRegion},
    {".azuredatabricks.net", "databricks", "azure_databricks", kAzure, Labels::kNameAny},
    {".databricks.azure.cn", "databricks", "azure_databricks", kAzure, Labels::kNameAny},
    {".databricks.azure.us", "databricks", "azure_databricks", kAzure, Labels::kNameAny},
    {".azmk8s.io", "cluster", "azure_kubernetes", kAzure, Labels::kNameRegion},
    {".cx.prod.service.azk8s.cn", "cluster", "azure_kubernetes", kAzure, Labels::kNameRegion},
    {".cx.aks.containerservice.azure.us", "cluster", "azure_kubernetes", kAzure,
     Labels::kNameRegion},
    {".kusto.windows.net", kDatabase, "azure_data_explorer", kAzure, Labels::kNameRegion},
});

constexpr auto kAwsSuffixes = std::to_array<ServiceSuffix>({
    {".rds.amazonaws.com", kDatabase, "aws_rds", kAws, Labels::kNameUniqueRegion},
    {".redshift.amazonaws.com", kDatabase, "aws_redshift", kAws, Labels::kNameUniqueRegion},
    {".redshift-serverless.amazonaws.com", kDatabase, "aws_redshift", kAws,
     Labels::kNameUniqueRegion},
    {".docdb.amazonaws.com", kDatabase, "aws_documentdb", kAws, Labels::kNameUniqueRegion},
    {".neptune.amazonaws.com", kDatabase, "aws_neptune", kAws, Labels::kNameUniqueRegion},
    {".cache.amazonaws.com", kDatabase, "aws_elasticache", kAws, Labels::kNameAny},
    {".kafka.amazonaws.com", "message_broker", "aws_msk", kAws, Labels::kNameRegion},
    {".mq.amazonaws.com", "message_broker", "aws_mq", kAws, Labels::kNameRegion},
    {".es.amazonaws.com", kDatabase, "aws_opensearch", kAws, Labels::kNameRegion},
    {".aoss.amazonaws.com", kDatabase, "aws_opensearch", kAws, Labels::kNameRegion},
    {".eks.amazonaws.com", "cluster", "aws_eks", kAws, Labels::kNameRegion},
    {".execute-api.amazonaws.com", "api", "aws_api_gateway", kAws, Labels::kNameRegion},
    {".dkr.ecr.amazonaws.com", "container_registry", "aws_ecr", kAws, Labels::kNameRegion},
    {".dsql.on.aws", kDatabase, "aws_aurora_dsql", kAws, Labels::kNameRegion},
    {".on.aws", "api", "aws_lambda_url", kAws, Labels::kNameAny},
});

constexpr auto kOtherSuffixes = std::to_array<ServiceSuffix>({
    {".sql.goog", kDatabase, "gcp_cloud_sql", kGcp, Labels::kNameAny},
    {".storage.googleapis.com", "bucket", "gcs", kGcp},
    {".gcr.io", "container_registry", "gcp_container_registry", kGcp},
    {".pkg.dev", "container_registry", "gcp_artifact_registry", kGcp, Labels::kNameAny},
    {".cloudfunctions.net", "api", "gcp_cloud_functions", kGcp},
    {".run.app", "api", "gcp_cloud_run", kGcp, Labels::kNameAny},
    {".firebaseio.com", kDatabase, "gcp_firebase", kGcp},
    {".firebasedatabase.app", kDatabase, "gcp_firebase", kGcp, Labels::kNameRegion},
    {".gke.goog", "cluster", "gcp_gke", kGcp, Labels::kNameRegion},
    {".mongodb.net", kDatabase, "mongodb_atlas", "", Labels::kNameAny},
    {".snowflakecomputing.com", kDatabase, "snowflake", "", Labels::kNameAny},
    {".clickhouse.cloud", kDatabase, "clickhouse_cloud", "", Labels::kNameAny},
    {".redislabs.com", kDatabase, "redis_cloud", "", Labels::kNameAny},
    {".redis-cloud.com", kDatabase, "redis_cloud", "", Labels::kNameAny},
    {".upstash.io", kDatabase, "upstash", ""},
    {".neon.tech", kDatabase, "neon", "", Labels::kNameAny},
    {".supabase.co", kDatabase, "supabase", "", Labels::kNameAny},
    {".supabase.com", kDatabase, "supabase", "", Labels::kNameAny},
    {".psdb.cloud", kDatabase, "planetscale", "", Labels::kNameAny},
    {".cockroachlabs.cloud", kDatabase, "cockroachdb", "", Labels::kNameAny},
    {".aivencloud.com", "external", "aiven", "", Labels::kNameAny},
    {".cloudamqp.com", "message_broker", "cloudamqp", ""},
    {".confluent.cloud", "message_broker", "confluent_cloud", "", Labels::kNameRegion},
    {".es.io", kDatabase, "elastic_cloud", "", Labels::kNameAny},
    {".found.io", kDatabase, "elastic_cloud", "", Labels::kNameAny},
    {".db.ondigitalocean.com", kDatabase, "digitalocean_database", "", Labels::kNameAny},
    {".digitaloceanspaces.com", "bucket", "digitalocean_spaces", "", Labels::kNameRegion},
    {".rds.aliyuncs.com", kDatabase, "alibaba_rds", "", Labels::kNameAny},
    {".oraclecloud.com", kDatabase, "oracle_cloud", "", Labels::kNameAny},
    {".appdomain.cloud", "external", "ibm_cloud", "", Labels::kNameAny},
});

constexpr std::string_view kAwsDomains[] = {".amazonaws.com", ".amazonaws.com.cn"};

std::vector<std::string_view> LabelsOf(std::string_view host) {
  std::vector<std::string_view> labels;
  while (!host.empty()) {
    const std::size_t dot = host.find('.');
    labels.push_back(host.substr(0, dot));
    host = dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
  }
  return labels;
}

bool IsAwsRegion(std::string_view label) {
  // us-east-1, cn-northwest-1, us-gov-west-1
  return label.size() >= 9 && label.size() <= 16 && label[2] == '-' && label.back() >= '1' &&
         label.back() <= '9' && std::ranges::count(label, '-') >= 2;
}

// What the endpoints of RDS and its kin say: NAME.UNIQUE.REGION, UNIQUE with a prefix of the
// endpoint's kind.
void ReadUnique(std::string_view unique, ServiceHost& service) {
  service.read_only = unique.starts_with("cluster-ro-");
  for (const std::string_view prefix :
       {"cluster-ro-", "cluster-custom-", "cluster-", "proxy-", "custom-"}) {
    if (!unique.starts_with(prefix)) continue;
    unique.remove_prefix(prefix.size());
    break;
  }
  service.customer_id = unique;
}

ServiceHost ReadLabels(const ServiceSuffix& row, const std::vector<std::string_view>& labels) {
  ServiceHost service{.kind = std::string(row.kind),
                      .service = std::string(row.service),
                      .cloud = std::string(row.cloud),
                      .resource_name = {},
                      .region = {},
                      .customer_id = {}};
  const std::size_t count = labels.size();
  switch (row.labels) {
    case Labels::kName:
    case Labels::kNameAny:
      if (count > 0) service.resource_name = labels[0];
      break;
    case Labels::kNameRegion:
      if (count > 0) service.region = labels[count - 1];
      if (count > 1) service.resource_name = labels[0];
      break;
    case Labels::kNameUniqueRegion:
      if (count > 0) service.region = labels[count - 1];
      if (count > 2) ReadUnique(labels[count - 2], service);
      if (count > 2) service.resource_name = labels[0];
      break;
  }
  return service;
}

// NAME-secondary is the read-only twin of a storage account or a search service.
void FoldSecondary(ServiceHost& service) {
  constexpr std::string_view kSecondary = "-secondary";
  if (service.kind != kStorage || !service.resource_name.ends_with(kSecondary)) return;
  service.resource_name.resize(service.resource_name.size() - kSecondary.size());
  service.read_only = true;
}

template <std::size_t N>
std::optional<ServiceHost> Find(const std::array<ServiceSuffix, N>& rows, std::string_view host) {
  for (const ServiceSuffix& row : rows) {
    if (!host.ends_with(row.suffix)) continue;
    ServiceHost service =
        ReadLabels(row, LabelsOf(host.substr(0, host.size() - row.suffix.size())));
    FoldSecondary(service);
    return service;
  }
  return std::nullopt;
}

// BUCKET.s3.REGION, BUCKET.s3-REGION, BUCKET.s3, and the same without a bucket; `dualstack` and
// `accelerate` may stand between.
std::optional<ServiceHost> ReadS3(const std::vector<std::string_view>& labels,
                                  std::string_view bucket_and_more) {
  const auto s3 = std::ranges::find_if(labels, [](std::string_view label) {
    return label == "s3" || label.starts_with("s3-") || label == "s3express";
  });
  if (s3 == labels.end()) return std::nullopt;
  ServiceHost service{.kind = "bucket",
                      .service = "aws_s3",
                      .cloud = std::string(kAws),
                      .resource_name = {},
                      .region = {},
                      .customer_id = {}};
  if (labels.size() > 1 && IsAwsRegion(labels.back())) service.region = labels.back();
  if (s3->starts_with("s3-") && IsAwsRegion(s3->substr(3))) service.region = s3->substr(3);
  const auto before = static_cast<std::size_t>(s3->data() - bucket_and_more.data());
  if (before > 0) service.resource_name = bucket_and_more.substr(0, before - 1);
  return service;
}

// SERVICE and REGION stand in either order behind the name: ID.SERVICE.REGION and ID.REGION.SERVICE
// are one host to the table.
std::optional<ServiceHost> FindAws(std::string_view host) {
  for (const std::string_view domain : kAwsDomains) {
    if (!host.ends_with(domain)) continue;
    const std::string_view rest = host.substr(0, host.size() - domain.size());
    const std::vector<std::string_view> labels = LabelsOf(rest);
    if (auto bucket = ReadS3(labels, rest)) return bucket;
    std::string ordered = std::string(rest);
    const bool has_region_last = labels.size() > 2 && IsAwsRegion(labels.back());
    if (has_region_last) {
      // The region moves before its service: NAME.rds.cn-north-1 → NAME.cn-north-1.rds
      const bool two_labels = labels[labels.size() - 2] == "ecr" && labels.size() > 3;
      const std::size_t service_at = labels.size() - (two_labels ? 3 : 2);
      const auto cut = static_cast<std::size_t>(labels[service_at].data() - rest.data());
      const std::size_t region_at = static_cast<std::size_t>(labels.back().data() - rest.data());
      ordered = std::string(rest.substr(0, cut)) + std::string(labels.back()) + "." +
                std::string(rest.substr(cut, region_at - cut - 1));
    }
    return Find(kAwsSuffixes, ordered + std::string(kAwsDomains[0]));
  }
  return Find(kAwsSuffixes, host);
}

// Takes `label`, as ".label", out of the host where `behind` follows it.
void EraseLabel(std::string& host, std::string_view label, std::string_view behind) {
  const std::size_t at = host.find(std::string(label) + std::string(behind));
  if (at != std::string::npos) host.erase(at, label.size());
}

}  // namespace

std::string CanonicalHost(std::string_view host) {
  std::string canonical = LowerCase(host);
  if (canonical.ends_with('.')) canonical.pop_back();
  EraseLabel(canonical, ".privatelink", ".");
  EraseLabel(canonical, ".secure", ".database.");
  // Key Vault's private zone has a name of its own.
  constexpr std::string_view kPrivateVault = ".vaultcore.azure.net";
  if (canonical.ends_with(kPrivateVault)) {
    canonical.replace(canonical.size() - kPrivateVault.size(), kPrivateVault.size(),
                      ".vault.azure.net");
  }
  return canonical;
}

std::optional<ServiceHost> RecogniseHost(std::string_view host) {
  if (auto azure = Find(kAzureSuffixes, host)) return azure;
  if (auto aws = FindAws(host)) return aws;
  return Find(kOtherSuffixes, host);
}

}  // namespace keytrail::secret
