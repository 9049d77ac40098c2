#include "model/secret_type.h"

#include <algorithm>
#include <array>

namespace keytrail {
namespace {

constexpr SecretSurfaces kListed;
constexpr SecretSurfaces kPursued = {
    .inventory = true, .explorer = true, .recommendation = true, .attack_path = true};

// What a secret of the kind opens is known well enough to lead an attacker on.
constexpr SecretType Pursued(std::uint8_t number, std::string_view slug, std::string_view title) {
  return {
      .number = number, .slug = slug, .title = title, .on_machines = true, .surfaces = kPursued};
}

constexpr SecretType Listed(std::uint8_t number, std::string_view slug, std::string_view title) {
  return {.number = number, .slug = slug, .title = title, .on_machines = true, .surfaces = kListed};
}

// On a disk too noisy, or too short-lived, to be asked for by default.
constexpr SecretType Deployed(std::uint8_t number, std::string_view slug, std::string_view title) {
  return {
      .number = number, .slug = slug, .title = title, .on_machines = false, .surfaces = kListed};
}

constexpr auto kTypes = std::to_array<SecretType>({
    Pursued(1, "ssh_private_key", "SSH private key"),
    Pursued(2, "azure_sql_connection_string", "Azure SQL connection string"),
    Pursued(3, "azure_postgresql_connection_string", "Azure Database for PostgreSQL credentials"),
    Pursued(4, "azure_mysql_connection_string", "Azure Database for MySQL credentials"),
    Pursued(5, "azure_mariadb_connection_string", "Azure Database for MariaDB credentials"),
    Pursued(6, "azure_cosmos_db_connection_string", "Azure Cosmos DB connection string"),
    Pursued(7, "aws_rds_connection_string", "Amazon RDS connection string"),
    Pursued(8, "azure_storage_connection_string", "Azure storage account key"),
    Pursued(9, "azure_storage_sas_token", "Azure storage shared access signature"),
    Pursued(10, "aws_access_key", "AWS access key"),
    Pursued(11, "aws_s3_presigned_url", "Amazon S3 presigned URL"),
    Listed(12, "gcs_signed_url", "Google Cloud Storage signed URL"),
    Listed(13, "entra_client_secret", "Entra ID client secret"),
    Listed(14, "azure_devops_pat", "Azure DevOps personal access token"),
    Listed(15, "github_pat", "GitHub personal access token"),
    Listed(16, "azure_app_configuration_key", "Azure App Configuration key"),
    Listed(17, "azure_cognitive_services_key", "Azure AI services key"),
    Listed(18, "entra_user_credentials", "Entra ID user name and password"),
    Listed(19, "azure_container_registry_key", "Azure Container Registry password"),
    Listed(20, "azure_app_service_deployment_password", "Azure App Service deployment password"),
    Listed(21, "azure_databricks_pat", "Azure Databricks personal access token"),
    Listed(22, "azure_signalr_key", "Azure SignalR key"),
    Listed(23, "azure_api_management_key", "Azure API Management key"),
    Listed(24, "azure_bot_framework_key", "Azure Bot Framework secret"),
    Listed(25, "azure_machine_learning_key", "Azure Machine Learning key"),
    Listed(26, "azure_communication_services_key", "Azure Communication Services key"),
    Listed(27, "azure_event_grid_key", "Azure Event Grid key"),
    Listed(28, "amazon_mws_key", "Amazon Marketplace Web Service token"),
    Listed(29, "azure_maps_key", "Azure Maps key"),
    Listed(30, "azure_web_pubsub_key", "Azure Web PubSub key"),
    Listed(31, "openai_api_key", "OpenAI API key"),
    Listed(32, "azure_batch_key", "Azure Batch key"),
    Listed(33, "npm_token", "npm access token"),
    Listed(34, "azure_management_certificate", "Azure subscription management certificate"),
    Deployed(35, "gcp_api_key", "Google Cloud API key"),
    Deployed(36, "aws_redshift_credentials", "Amazon Redshift credentials"),
    Deployed(37, "private_key", "Private key"),
    Deployed(38, "odbc_connection_string", "ODBC connection string"),
    Deployed(39, "generic_password", "Password"),
    Deployed(40, "user_login_credentials", "User name and password"),
    Deployed(41, "travis_token", "Travis CI token"),
    Deployed(42, "slack_token", "Slack token"),
    Deployed(43, "aspnet_machine_key", "ASP.NET machine key"),
    Deployed(44, "http_authorization_header", "HTTP Authorization header"),
    Deployed(45, "azure_redis_password", "Azure Cache for Redis password"),
    Deployed(46, "azure_iot_shared_access_key", "Azure IoT shared access key"),
    Deployed(47, "azure_devops_app_secret", "Azure DevOps application secret"),
    Deployed(48, "azure_function_key", "Azure function key"),
    Deployed(49, "azure_shared_access_key", "Azure shared access key"),
    Deployed(50, "azure_logic_app_sas", "Azure Logic Apps trigger URL"),
    Deployed(51, "entra_access_token", "Entra ID access token"),
    Deployed(52, "azure_service_bus_sas", "Azure Service Bus credentials"),
});

}  // namespace

std::span<const SecretType> SecretTypes() { return kTypes; }

const SecretType* FindSecretType(std::string_view slug) {
  const auto* type = std::ranges::find(kTypes, slug, &SecretType::slug);
  return type == kTypes.end() ? nullptr : type;
}

SecretSurfaces SurfacesOf(std::string_view slug) {
  const SecretType* type = FindSecretType(slug);
  return type == nullptr ? kListed : type->surfaces;
}

bool IsGenericSecretType(std::string_view slug) { return slug.starts_with("generic_"); }

}  // namespace keytrail
